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
import org.mckernel.dump.result.Json;
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
                new Command(List.of("bt", "backtrace", "where"), "[-a] [full] [TID|ADDRESS|cpu N]",
                        "the stack of the selected thread, or of the one named; -a of every CPU; full with variables",
                        "bt 402", StackCommands::bt),
                new Command(List.of("foreach bt", "thread apply all bt"), "[-u] [full]",
                        "the stack of every thread; -u each different stack once, with the threads that have it; full with variables",
                        "foreach bt -u", StackCommands::foreach));
    }

    private static Result bt(Session session, Arguments arguments) throws CommandException {
        boolean every = arguments.options().indexOf('a') >= 0;
        List<String> words = new ArrayList<>(arguments.withoutOptions().words());
        boolean full = words.removeIf(FULL::equals);
        if (every) {
            new Arguments("", String.join(" ", words)).none();
            List<Result> all = new ArrayList<>();
            for (CpuView cpu : session.kernel().cpus()) {
                Optional<ThreadView> thread = session.kernel().threads().currentOf(cpu.id());
                all.add(thread.isPresent()
                        ? backtrace(session, thread.get(), full)
                        : shown(session, "CPU %d".formatted(cpu.id()), new JsonObject(), session.stacks().onCpu(cpu
                                .id()), full));
            }
            return new Result.Several("threads", all);
        }
        ThreadView thread = words.isEmpty()
                ? session.thread()
                : ThreadCommands.find(session, String.join(" ", words));
        return backtrace(session, thread, full);
    }

    private static Result foreach(Session session, Arguments arguments) throws CommandException {
        boolean unique = arguments.options().indexOf('u') >= 0;
        String rest = arguments.withoutOptions().text();
        boolean full = rest.equals(FULL);
        new Arguments("", full ? "" : rest).none();
        List<Result> all = new ArrayList<>();
        if (!unique) {
            for (ThreadView thread : session.kernel().threads().all()) {
                if (!thread.isIdle() || session.idleThreads() || thread.onCpu()) {
                    all.add(backtrace(session, thread, full));
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
            all.add(shown(session, "%d %s: %s".formatted(group.size(), group.size() == 1 ? "thread" : "threads", who),
                    data, session.stacks().of(group.getFirst()), full));
        }
        return new Result.Several("stacks", all);
    }

    static String name(ThreadView thread) {
        String number = thread.tid().isPresent() ? Integer.toString(thread.tid().getAsInt()) : "?";
        return thread.isIdle() ? "idle " + number : "TID " + number;
    }

    private static Result backtrace(Session session, ThreadView thread, boolean full) throws CommandException {
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
        return shown(session, head, data, view, full);
    }

    private static Result shown(Session session, String head, JsonObject data, StackView view, boolean full)
            throws CommandException {
        List<String> lines = new ArrayList<>();
        lines.add("%s; %s".formatted(head, view.saved().note()));
        JsonArray frames = new JsonArray();
        for (int i = 0; i < view.frames().size(); i++) {
            CodeFrame frame = view.frames().get(i);
            lines.addAll(FrameText.lines(session, view, i));
            JsonObject object = FrameText.json(session, view, i);
            if (full) {
                lines.addAll(FrameCommands.locals(session, view, i, object, INDENT));
            }
            boolean last = i == view.frames().size() - 1 || !view.frames().get(i + 1).frame().equals(frame.frame());
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
        if (!view.stack().whole() || view.frames().isEmpty()) {
            lines.add("    --- %s ---".formatted(view.stack().note()));
        }
        return new Result.Text(lines, data, !view.stack().whole());
    }
}
