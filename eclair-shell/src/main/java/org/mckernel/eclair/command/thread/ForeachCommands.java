package org.mckernel.eclair.command.thread;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.TextRenderer;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Call;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ThreadArgument;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** One command for many threads. */
public final class ForeachCommands {
    /** Those whose answer says itself which thread it is about. */
    private static final Set<String> SELF_NAMED = Set.of("bt", "thread", "frame", "up", "down");

    private static final Set<String> EVERY_THREAD = Set.of("foreach", "foreach bt");

    private static final Parameter<Boolean> ALL = Parameter.flag("all");
    private static final Parameter<ThreadArgument> THREADS = Parameter.repeated("TID", Kinds.THREAD);
    private static final Parameter<Call> COMMAND = Parameter.required("COMMAND", Kinds.COMMAND);

    private ForeachCommands() {}

    /** The command. */
    public static List<Command> all() {
        return List.of(Command.named("foreach", "thread apply")
                .topic(Topic.THREADS)
                .takesOneOf(ALL, THREADS)
                .takes(COMMAND)
                .summary("a command for every thread, or for those named")
                .example("foreach 401 402 info args")
                .needs(Need.IMAGE)
                .runsInShell(ForeachCommands::foreach));
    }

    private static Result foreach(Shell shell, Arguments arguments) throws CommandException, IOException {
        Session session = shell.session();
        Call call = arguments.require(COMMAND);
        if (EVERY_THREAD.contains(call.command().name()) || call.command().topic() == Topic.SHELL) {
            throw new CommandException(
                    "%s: cannot be run for each thread".formatted(call.command().name()));
        }
        List<ThreadView> threads = new ArrayList<>();
        for (ThreadArgument thread : arguments.all(THREADS)) {
            threads.add(thread.in(session));
        }
        if (threads.isEmpty()) {
            session.kernel().threads().all().stream()
                    .filter(t -> !t.isIdle() || session.idleThreads() || t.onCpu())
                    .forEach(threads::add);
        }
        ThreadView selected = session.kernel().threads().all().isEmpty() ? null : session.thread();
        int frame = session.frame();
        try {
            List<Result> all = new ArrayList<>();
            for (ThreadView thread : threads) {
                session.select(thread);
                all.add(one(shell, thread, call));
            }
            return new Result.Several("threads", all);
        } finally {
            if (selected != null) {
                session.select(selected);
                session.selectFrame(frame);
            }
        }
    }

    private static Result one(Shell shell, ThreadView thread, Call call) throws IOException {
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        List<String> lines = new ArrayList<>();
        lines.add("%s, %s:".formatted(ThreadText.name(thread), thread.statusWord()));
        try {
            Result result = shell.run(call);
            if (SELF_NAMED.contains(call.command().name())) {
                return result;
            }
            JsonRenderer.fields(result).asMap().forEach(data::add);
            lines.addAll(TextRenderer.lines(result));
            return new Result.Text(lines, data, result.incomplete());
        } catch (CommandException e) {
            data.addProperty("error", e.getMessage());
            lines.add("    --- %s ---".formatted(e.getMessage()));
            return new Result.Text(lines, data, true);
        }
    }
}
