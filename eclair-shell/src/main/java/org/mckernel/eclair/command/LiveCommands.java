package org.mckernel.eclair.command;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Stops a live kernel, and lets it go on. */
final class LiveCommands {
    private LiveCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("stop", "interrupt"),
                        "",
                        "stops the live kernel (eclair -i), to look at it; leaves the dump level, which cannot be "
                                + "read, at 0: mck dump -d 24 FILE sets 24",
                        "stop",
                        LiveCommands::stop),
                new Command(
                        List.of("continue", "c"),
                        "",
                        "lets the live kernel (eclair -i) go on",
                        "continue",
                        LiveCommands::proceed));
    }

    private static Result stop(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        LiveDump live = live(session);
        if (live.stopped()) {
            throw new CommandException("the kernel stands still already");
        }
        try {
            live.stop(LiveDump.ALL);
            session.changed();
        } catch (IOException e) {
            throw new CommandException(ErrorLine.of(e));
        }
        return state(
                true,
                "stopped: %s of memory".formatted(ByteCount.text(live.areas().totalBytes())));
    }

    private static Result proceed(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        LiveDump live = live(session);
        if (!live.stopped()) {
            throw new CommandException("the kernel runs already");
        }
        try {
            live.resume();
            session.changed();
        } catch (IOException e) {
            throw new CommandException(ErrorLine.of(e));
        }
        return state(false, "the kernel runs; stop stops it again");
    }

    private static LiveDump live(Session session) throws CommandException {
        return session.opened().live().orElseThrow(() -> new CommandException(Elsewhere.RUNNING));
    }

    private static Result state(boolean stopped, String words) {
        JsonObject data = new JsonObject();
        data.addProperty("stopped", stopped);
        return new Result.Text(List.of(words), data, false);
    }
}
