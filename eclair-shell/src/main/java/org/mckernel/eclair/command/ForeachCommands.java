package org.mckernel.eclair.command;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.TextRenderer;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** One command for many threads. */
final class ForeachCommands {
    /** Those that say themselves which thread they speak of. */
    private static final Set<String> SELF_NAMED = Set.of("bt", "thread", "frame", "up", "down");

    private static final Set<String> NO_SENSE = Set.of("foreach", "foreach bt");

    private final Supplier<CommandTable> table;

    ForeachCommands(Supplier<CommandTable> table) {
        this.table = table;
    }

    List<Command> all() {
        return List.of(new Command(
                List.of("foreach", "thread apply"),
                "[all|TID …] COMMAND",
                "a command for every thread, or for those named",
                "foreach 401 402 info args",
                this::foreach));
    }

    private Result foreach(Session session, Arguments arguments) throws CommandException {
        List<String> words = new ArrayList<>(arguments.words());
        List<ThreadView> threads = new ArrayList<>();
        if (!words.isEmpty() && words.getFirst().equals("all")) {
            words.removeFirst();
        }
        while (!words.isEmpty() && Character.isDigit(words.getFirst().charAt(0))) {
            threads.add(ThreadCommands.find(session, words.removeFirst()));
        }
        if (words.isEmpty()) {
            throw new CommandException("needs a command, as in: foreach bt");
        }
        if (threads.isEmpty()) {
            session.kernel().threads().all().stream()
                    .filter(t -> !t.isIdle() || session.idleThreads() || t.onCpu())
                    .forEach(threads::add);
        }
        CommandTable.Call call = table.get().parse(String.join(" ", words));
        if (NO_SENSE.contains(call.command().name())) {
            throw new CommandException("%s: cannot be done for each thread again"
                    .formatted(call.command().name()));
        }
        ThreadView selected = session.kernel().threads().all().isEmpty() ? null : session.thread();
        int frame = session.frame();
        try {
            List<Result> all = new ArrayList<>();
            for (ThreadView thread : threads) {
                session.select(thread);
                all.add(one(session, thread, call));
            }
            return new Result.Several("threads", all);
        } finally {
            if (selected != null) {
                session.select(selected);
                session.selectFrame(frame);
            }
        }
    }

    private static Result one(Session session, ThreadView thread, CommandTable.Call call) {
        JsonObject data = new JsonObject();
        thread.tid().ifPresent(tid -> data.addProperty("tid", tid));
        data.addProperty("thread", JsonRenderer.address(thread.address()));
        List<String> lines = new ArrayList<>();
        lines.add("%s, %s:".formatted(StackCommands.name(thread), thread.statusWord()));
        try {
            Result result = call.command().body().run(session, call.arguments());
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
