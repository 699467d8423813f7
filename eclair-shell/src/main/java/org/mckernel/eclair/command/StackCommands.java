package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Json;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.eclair.session.CodeFrame;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;
import org.mckernel.eclair.session.StackView;

/** Backtraces and registers. */
final class StackCommands {
    private StackCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(List.of("bt", "backtrace", "where"), "[-a] [TID|ADDRESS|cpu N]",
                        "the stack of the selected thread, or of the one named; -a of every CPU",
                        "bt 402", StackCommands::bt),
                new Command(List.of("foreach bt", "thread apply all bt"), "[-u]",
                        "the stack of every thread; -u each different stack once, with the threads that have it",
                        "foreach bt -u", StackCommands::foreach),
                new Command(List.of("frame", "f"), "[N]", "selects a frame of the stack, or shows the selected one",
                        "frame 3", StackCommands::frame),
                new Command(List.of("up"), "[N]", "selects the frame that called", "up",
                        (s, a) -> move(s, a, 1)),
                new Command(List.of("down"), "[N]", "selects the frame that was called", "down",
                        (s, a) -> move(s, a, -1)),
                new Command(List.of("info registers", "regs"), "[NAME]", "registers in the selected frame",
                        "info registers rip", StackCommands::registers),
                new Command(List.of("info frame"), "", "how the selected frame is known, and its addresses",
                        "info frame", StackCommands::infoFrame));
    }

    private static Result bt(Session session, Arguments arguments) throws CommandException {
        boolean every = arguments.options().indexOf('a') >= 0;
        List<String> words = new ArrayList<>(arguments.withoutOptions().words());
        if (every) {
            new Arguments("", String.join(" ", words)).none();
            List<Result> all = new ArrayList<>();
            for (CpuView cpu : session.kernel().cpus()) {
                Optional<ThreadView> thread = session.kernel().threads().currentOf(cpu.id());
                all.add(thread.isPresent()
                        ? backtrace(session, thread.get())
                        : shown("CPU %d".formatted(cpu.id()), new JsonObject(), session.stacks().onCpu(cpu
                                .id())));
            }
            return new Result.Several("threads", all);
        }
        ThreadView thread = words.isEmpty()
                ? session.thread()
                : ThreadCommands.find(session, String.join(" ", words));
        return backtrace(session, thread);
    }

    private static Result foreach(Session session, Arguments arguments) throws CommandException {
        boolean unique = arguments.options().indexOf('u') >= 0;
        arguments.withoutOptions().none();
        List<Result> all = new ArrayList<>();
        if (!unique) {
            for (ThreadView thread : session.kernel().threads().all()) {
                if (!thread.isIdle() || session.idleThreads() || thread.onCpu()) {
                    all.add(backtrace(session, thread));
                }
            }
            return new Result.Several("threads", all);
        }
        Map<List<String>, List<ThreadView>> groups = new LinkedHashMap<>();
        for (ThreadView thread : session.kernel().threads().all()) {
            groups.computeIfAbsent(session.stacks().of(thread).shape(), _ -> new ArrayList<>()).add(thread);
        }
        for (List<ThreadView> group : groups.values()) {
            String who = group.stream().map(StackCommands::name).collect(Collectors.joining(", "));
            JsonObject data = new JsonObject();
            JsonArray tids = new JsonArray();
            group.forEach(t -> t.tid().ifPresent(tids::add));
            data.add("tids", tids);
            all.add(shown("%d %s: %s".formatted(group.size(), group.size() == 1 ? "thread" : "threads", who),
                    data, session.stacks().of(group.getFirst())));
        }
        return new Result.Several("stacks", all);
    }

    static String name(ThreadView thread) {
        String number = thread.tid().isPresent() ? Integer.toString(thread.tid().getAsInt()) : "?";
        return thread.isIdle() ? "idle " + number : "TID " + number;
    }

    private static Result backtrace(Session session, ThreadView thread) throws CommandException {
        StackView view = session.stacks().of(thread);
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        thread.pid().ifPresent(pid -> data.addProperty("pid", pid));
        thread.cpu().ifPresent(cpu -> data.addProperty("cpu", cpu));
        data.addProperty("thread", Json.address(thread.address()));
        data.addProperty("state", thread.statusWord());
        data.addProperty("onCpu", thread.onCpu());
        String head = (thread.onCpu() ? "CPU " + thread.current().getAsInt() + ", " : "") + name(thread)
                + (thread.onCpu() ? "" : ", " + thread.statusWord());
        return shown(head, data, view);
    }

    private static Result shown(String head, JsonObject data, StackView view)
            throws CommandException {
        List<String> lines = new ArrayList<>();
        lines.add("%s; %s".formatted(head, view.saved().note()));
        JsonArray frames = new JsonArray();
        for (int i = 0; i < view.frames().size(); i++) {
            CodeFrame frame = view.frames().get(i);
            lines.add(FrameText.line(view, i));
            boolean last = i == view.frames().size() - 1 || !view.frames().get(i + 1).frame().equals(frame.frame());
            if (last && frame.frame().entry()) {
                lines.add(FrameText.crossing(view, i));
            }
            frames.add(FrameText.json(view, i));
        }
        data.addProperty("panic", view.shape().contains("panic"));
        data.addProperty("registers", view.saved().source().name().toLowerCase(Locale.ROOT));
        data.add("frames", frames);
        data.addProperty("stop", view.stack().stop().name().toLowerCase(Locale.ROOT));
        data.addProperty("stopNote", view.stack().note());
        if (!view.stack().whole() || view.frames().isEmpty()) {
            lines.add("    --- %s ---".formatted(view.stack().note()));
        }
        return new Result.Text(lines, data, !view.stack().whole());
    }

    /** The selected thread and frame. */
    static Result selected(Session session) throws CommandException {
        ThreadView thread = session.thread();
        StackView view = session.stacks().of(thread);
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        data.addProperty("thread", Json.address(thread.address()));
        List<String> lines = new ArrayList<>();
        lines.add("[%s, %s, thread 0x%x]".formatted(name(thread), thread.statusWord(), thread.address()));
        if (view.frames().isEmpty()) {
            lines.add("    --- %s ---".formatted(view.stack().note()));
        } else {
            int number = Math.min(session.frame(), view.frames().size() - 1);
            lines.add(FrameText.line(view, number));
            data.add("frame", FrameText.json(view, number));
        }
        return new Result.Text(lines, data, view.frames().isEmpty());
    }

    private static Result frame(Session session, Arguments arguments) throws CommandException {
        Optional<String> number = arguments.optionalWord();
        if (number.isPresent()) {
            select(session, Arguments.number(number.get()));
        }
        return selected(session);
    }

    private static Result move(Session session, Arguments arguments, int direction) throws CommandException {
        Optional<String> word = arguments.optionalWord();
        long steps = word.isPresent() ? Arguments.number(word.get()) : 1;
        select(session, session.frame() + direction * steps);
        return selected(session);
    }

    private static void select(Session session, long number) throws CommandException {
        int count = session.stacks().of(session.thread()).frames().size();
        if (number < 0 || number >= count) {
            throw new CommandException(count == 0
                    ? "the thread has no frames: " + session.stacks().of(session.thread()).stack().note()
                    : "frame %d: there are frames 0 to %d".formatted(number, count - 1));
        }
        session.selectFrame((int) number);
    }

    private static Result registers(Session session, Arguments arguments) throws CommandException {
        Optional<String> only = arguments.optionalWord();
        RegisterFile file = session.kernel().data().architecture().registers();
        if (only.isPresent() && file.dwarfNumber(only.get()).isEmpty()) {
            throw new CommandException("%s: no such register; there are %s".formatted(only.get(), file.registers()
                    .stream().map(RegisterFile.Register::name).collect(Collectors.joining(" "))));
        }
        StackView view = session.stacks().of(session.thread());
        Registers known = view.frames().isEmpty()
                ? view.saved().registers()
                : view.frames().get(session.frame()).frame().registers();
        List<List<Cell>> rows = new ArrayList<>();
        for (RegisterFile.Register register : file.registers()) {
            if (only.isPresent() && file.dwarfNumber(only.get()).getAsInt() != register.dwarf()) {
                continue;
            }
            OptionalLong value = known.get(register.dwarf());
            rows.add(List.of(new Cell.Word(register.name()),
                    value.isPresent() ? new Cell.Address(value.getAsLong()) : new Cell.Absent("unavailable"),
                    Cell.word(value.isPresent() ? FrameText.symbolic(session, value.getAsLong()) : "")));
        }
        return new Result.Table("registers", List.of(Column.word("name", "Register"), Column.word("value", "Value"),
                Column.word("symbol", "")), rows, List.of());
    }

    private static Result infoFrame(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        StackView view = session.stacks().of(session.thread());
        if (view.frames().isEmpty()) {
            throw new CommandException("the thread has no frames: " + view.stack().note());
        }
        CodeFrame code = view.frames().get(session.frame());
        Frame frame = code.frame();
        List<String> lines = new ArrayList<>();
        lines.add(FrameText.line(view, session.frame()));
        lines.add("  known by      " + frame.trust().label());
        frame.cfa().ifPresent(cfa -> lines.add("  frame address 0x%x".formatted(cfa)));
        lines.add("  program counter 0x%x, %s".formatted(frame.pc(), frame.exact()
                ? "the instruction itself"
                : "behind the call"));
        return new Result.Text(lines, FrameText.json(view, session.frame()), false);
    }
}
