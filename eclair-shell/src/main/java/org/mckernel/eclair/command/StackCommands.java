package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Backtraces and registers. */
final class StackCommands {
    private static final String FULL = "full";
    private static final String INDENT = "        ";

    private StackCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("bt", "backtrace", "where", "info stack"),
                        "[-a] [full] [N|-N] [TID|ADDRESS|cpu N], or -u [TID|ADDRESS|cpu N] [--program FILE]…",
                        "the stack of the selected thread, or of the one named; -a of every CPU; full with variables;"
                                + " the N innermost or outermost frames; -u the stack of its program, with names out of"
                                + " the files of the program and its libraries",
                        "bt 402",
                        StackCommands::bt),
                new Command(
                        List.of("foreach bt"),
                        "[-u] [full], or -user [--program FILE]…",
                        "the stack of every thread; -u each different stack once, with the threads that have it; -user"
                                + " the stacks of their programs",
                        "foreach bt -u",
                        StackCommands::foreach));
    }

    /** What part of a stack is shown, and whether with variables. */
    private record Extent(boolean full, int from, int to) {
        static final Extent ALL = new Extent(false, 0, Integer.MAX_VALUE);

        Extent withVariables(boolean wanted) {
            return new Extent(wanted, from, to);
        }

        /** The innermost {@code n} frames, or as many of the outermost. */
        Extent only(long n) {
            return n >= 0 ? new Extent(full, 0, (int) n) : new Extent(full, (int) n, Integer.MAX_VALUE);
        }

        boolean holds(int index, int count) {
            return index < to && index >= (from < 0 ? count + from : 0);
        }
    }

    private static Result bt(Session session, Arguments arguments) throws CommandException {
        if (UserStackCommands.asked(arguments)) {
            return UserStackCommands.bt(session, arguments);
        }
        List<String> words = new ArrayList<>(arguments.words());
        boolean full = words.removeIf(w -> w.equals(FULL) || w.equals("-full") || w.equals("-f"));
        boolean every = words.removeIf("-a"::equals);
        if (words.removeIf("-c"::equals)) {
            words.addFirst("cpu");
        }
        Extent extent = Extent.ALL.withVariables(full);
        for (int i = words.size() - 1; i >= 0; i--) {
            boolean cpu = i > 0 && words.get(i - 1).equals("cpu");
            if (!cpu && isCount(session, words.get(i))) {
                extent = extent.only(Arguments.number(words.remove(i)));
            } else if (words.get(i).matches("-[^\\d].*")) {
                throw new CommandException("%s: expected -a, -u, full, -full or -c CPU".formatted(words.get(i)));
            }
        }
        if (every) {
            new Arguments("", String.join(" ", words)).none();
            List<Result> all = new ArrayList<>();
            for (CpuView cpu : session.kernel().cpus()) {
                Optional<ThreadView> thread = session.kernel().threads().currentOf(cpu.id());
                all.add(
                        thread.isPresent()
                                ? backtrace(session, thread.get(), extent)
                                : shown(
                                        session,
                                        "CPU %d".formatted(cpu.id()),
                                        new JsonObject(),
                                        session.stacks().onCpu(cpu.id()),
                                        extent));
            }
            return new Result.Several("threads", all);
        }
        ThreadView thread = words.isEmpty() ? session.thread() : ThreadCommands.find(session, String.join(" ", words));
        return backtrace(session, thread, extent);
    }

    /** As gdb counts frames; a number that a thread has means that thread. */
    private static boolean isCount(Session session, String word) throws CommandException {
        return word.matches("-?\\d{1,3}")
                && session.kernel().threads().byTid(Integer.parseInt(word)).isEmpty();
    }

    private static Result foreach(Session session, Arguments arguments) throws CommandException {
        if (UserStackCommands.everyAsked(arguments)) {
            return UserStackCommands.foreach(session, arguments);
        }
        boolean unique = arguments.options().indexOf('u') >= 0;
        String rest = arguments.withoutOptions().text();
        boolean full = rest.equals(FULL);
        Extent extent = Extent.ALL.withVariables(full);
        new Arguments("", full ? "" : rest).none();
        List<Result> all = new ArrayList<>();
        if (!unique) {
            for (ThreadView thread : session.kernel().threads().all()) {
                if (!thread.isIdle() || session.idleThreads() || thread.onCpu()) {
                    all.add(backtrace(session, thread, extent));
                }
            }
            return new Result.Several("threads", all);
        }
        Map<List<String>, List<ThreadView>> groups = new LinkedHashMap<>();
        for (ThreadView thread : session.kernel().threads().all()) {
            groups.computeIfAbsent(session.stacks().of(thread).shape(), _ -> new ArrayList<>())
                    .add(thread);
        }
        for (List<ThreadView> group : groups.values()) {
            String who = group.stream().map(StackCommands::name).collect(Collectors.joining(", "));
            JsonObject data = new JsonObject();
            JsonArray tids = new JsonArray();
            group.forEach(t -> t.tid().ifPresent(tids::add));
            data.add("tids", tids);
            all.add(shown(
                    session,
                    "%s: %s".formatted(ByteCount.counted(group.size(), "thread"), who),
                    data,
                    session.stacks().of(group.getFirst()),
                    extent));
        }
        return new Result.Several("stacks", all);
    }

    static String name(ThreadView thread) {
        String number = thread.tid().isPresent() ? Integer.toString(thread.tid().getAsInt()) : "?";
        return thread.isIdle() ? "idle " + number : "TID " + number;
    }

    /** Which thread a stack is of, for programs. */
    static JsonObject json(ThreadView thread) {
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        thread.pid().ifPresent(pid -> data.addProperty("pid", pid));
        thread.cpu().ifPresent(cpu -> data.addProperty("cpu", cpu));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        data.addProperty("state", thread.statusWord());
        return data;
    }

    private static Result backtrace(Session session, ThreadView thread, Extent extent) throws CommandException {
        StackView view = session.stacks().of(thread);
        JsonObject data = json(thread);
        data.addProperty("onCpu", thread.onCpu());
        String head = (thread.onCpu() ? "CPU " + thread.current().getAsInt() + ", " : "")
                + name(thread)
                + (thread.onCpu() ? "" : ", " + thread.statusWord());
        return shown(session, head, data, view, extent);
    }

    private static Result shown(Session session, String head, JsonObject data, StackView view, Extent extent)
            throws CommandException {
        List<String> lines = new ArrayList<>();
        boolean onlyNote = view.frames().isEmpty();
        lines.addAll(LineWrapper.line(
                onlyNote ? head : "%s; %s".formatted(head, view.saved().note()), INDENT.length()));
        JsonArray frames = new JsonArray();
        int count = view.frames().size();
        for (int i = 0; i < count; i++) {
            if (!extent.holds(i, count)) {
                continue;
            }
            CodeFrame frame = view.frames().get(i);
            lines.addAll(FrameText.lines(session, view, i));
            JsonObject object = FrameText.json(session, view, i);
            if (extent.full()) {
                lines.addAll(FrameCommands.locals(session, view, i, object, INDENT));
            }
            boolean last = i == count - 1 || !view.frames().get(i + 1).frame().equals(frame.frame());
            if (last && frame.frame().entry()) {
                lines.add(FrameText.crossing(view, i));
            }
            frames.add(object);
        }
        data.addProperty("panic", view.shape().contains("panic"));
        data.addProperty("registers", view.saved().source().name().toLowerCase(Locale.ROOT));
        data.add("frames", frames);
        data.addProperty("stop", view.stack().stop().name().toLowerCase(Locale.ROOT));
        data.addProperty("stopNote", view.stack().note());
        if (!extent.holds(count - 1, count) && count > 0) {
            lines.add("(More stack frames follow...)");
        } else if (!view.stack().whole() || onlyNote) {
            lines.addAll(
                    LineWrapper.line("    --- %s ---".formatted(view.stack().note()), INDENT.length()));
        }
        return new Result.Text(lines, data, !view.stack().whole());
    }
}
