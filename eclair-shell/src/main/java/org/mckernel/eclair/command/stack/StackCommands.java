package org.mckernel.eclair.command.stack;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.CodeFrame;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.ArgumentText;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ThreadArgument;
import org.mckernel.eclair.command.text.FrameText;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Backtraces. */
public final class StackCommands {
    private static final String INDENT = "        ";
    /** Numbers as gdb counts frames; larger ones are threads. */
    private static final Pattern COUNT = Pattern.compile("-?\\d{1,3}");

    private static final Parameter<Boolean> EVERY = Parameter.flag("-a");
    private static final Parameter<Boolean> FULL = Parameter.flag("full", "-full", "-f");
    private static final Parameter<Boolean> USER = Parameter.flag("-u", "-user", "--user");
    private static final Parameter<Path> PROGRAM = Parameter.options("--program", "FILE", Kinds.INPUT_FILE);
    private static final Parameter<FramesOrThread> WHICH = Parameter.repeated(
            "N|-N|" + ThreadArgument.LABEL,
            Kind.of(Completion.THREAD, FramesOrThread::read)
                    .accepting(word -> Kinds.THREAD.accepts().test(word)
                            || COUNT.matcher(word).matches()));
    private static final Parameter<Boolean> UNIQUE = Parameter.flag("-u");
    private static final Parameter<Boolean> EVERY_USER = Parameter.flag("-user", "--user");

    private StackCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("bt", "backtrace", "where", "info stack")
                        .takes(FULL)
                        .takesOneOf(EVERY, USER)
                        .takes(PROGRAM, WHICH)
                        .excludes(FULL, USER)
                        .requires(PROGRAM, USER)
                        .summary("the stack of the selected thread, or of the one named; -a of every CPU; full with"
                                + " variables; the N innermost or outermost frames; -u the stack of its program, with"
                                + " names from the files of the program and its libraries")
                        .example("bt 402")
                        .runs(StackCommands::bt),
                command("foreach bt")
                        .takes(FULL)
                        .takesOneOf(UNIQUE, EVERY_USER)
                        .takes(PROGRAM)
                        .excludes(FULL, EVERY_USER)
                        .requires(PROGRAM, EVERY_USER)
                        .summary("the stack of every thread; -u each different stack once, with the threads that have"
                                + " it; -user the stacks of their programs")
                        .example("foreach bt -u")
                        .runs(StackCommands::foreach));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names)
                .topic(Topic.STACKS)
                .needs(Need.IMAGE)
                .limitedWithout(Need.DEBUG_INFORMATION, Need.USER_MEMORY);
    }

    /**
     * What {@code bt} is given: frames as gdb counts them, or a thread. Whether {@code 402} is one or the other depends
     * on the threads there are.
     *
     * @param count how many frames, if it can be that
     * @param thread the thread, if it can be that
     */
    private record FramesOrThread(OptionalInt count, Optional<ThreadArgument> thread) {
        static FramesOrThread read(ArgumentText text) throws BadArgumentException {
            String word = text.peek();
            boolean count = COUNT.matcher(word).matches();
            if (count && word.startsWith("-")) {
                text.word();
                return new FramesOrThread(OptionalInt.of(Integer.parseInt(word)), Optional.empty());
            }
            return new FramesOrThread(
                    count ? OptionalInt.of(Integer.parseInt(word)) : OptionalInt.empty(),
                    Optional.of(ThreadArgument.read(text)));
        }

        /** True if it is a number of frames: a number that a thread has means that thread. */
        boolean isCount(Session session) throws CommandException {
            return count.isPresent()
                    && session.kernel().threads().byTid(count.getAsInt()).isEmpty();
        }
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
        Extent extent = Extent.ALL.withVariables(arguments.has(FULL));
        Optional<ThreadArgument> named = Optional.empty();
        boolean user = arguments.has(USER);
        for (FramesOrThread which : arguments.all(WHICH)) {
            if (which.isCount(session) && !(user && which.thread().isPresent())) {
                extent = extent.only(which.count().getAsInt());
            } else if (named.isEmpty()) {
                named = which.thread();
            } else {
                throw new CommandException("expected one thread; foreach 401 402 bt shows several");
            }
        }
        if (user) {
            ThreadView thread = named.isPresent() ? named.get().in(session) : session.thread();
            return UserStackText.one(session, thread, arguments.all(PROGRAM));
        }
        if (arguments.has(EVERY)) {
            return everyCpu(session, extent);
        }
        return backtrace(session, named.isPresent() ? named.get().in(session) : session.thread(), extent);
    }

    private static Result everyCpu(Session session, Extent extent) throws CommandException {
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

    private static Result foreach(Session session, Arguments arguments) throws CommandException {
        if (arguments.has(EVERY_USER)) {
            return UserStackText.every(session, arguments.all(PROGRAM));
        }
        boolean unique = arguments.has(UNIQUE);
        Extent extent = Extent.ALL.withVariables(arguments.has(FULL));
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
            String who = group.stream().map(ThreadText::name).collect(Collectors.joining(", "));
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

    private static Result backtrace(Session session, ThreadView thread, Extent extent) throws CommandException {
        StackView view = session.stacks().of(thread);
        JsonObject data = ThreadText.json(thread);
        data.addProperty("onCpu", thread.onCpu());
        String head = (thread.onCpu() ? "CPU " + thread.current().getAsInt() + ", " : "")
                + ThreadText.name(thread)
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
                lines.addAll(FrameVariables.locals(session, view, i, object, INDENT));
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
