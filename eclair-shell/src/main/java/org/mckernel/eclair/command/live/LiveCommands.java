package org.mckernel.eclair.command.live;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Stops a live kernel, and resumes it. */
public final class LiveCommands {
    private LiveCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("stop", "interrupt")
                        .summary("stops the running kernel (eclair -i) to examine it; the dump level, which cannot be"
                                + " read, is 0 afterwards: mck dump -d 24 FILE sets 24")
                        .runs(LiveCommands::stop),
                command("continue", "c")
                        .summary("resumes the kernel (eclair -i)")
                        .runs(LiveCommands::proceed));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.LIVE).needs(Need.LIVE_KERNEL).does(Effect.STOPS_KERNEL);
    }

    private static Result stop(Session session, Arguments arguments) throws CommandException {
        LiveDump live = live(session);
        if (live.stopped()) {
            throw new CommandException("the kernel is stopped already");
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
        LiveDump live = live(session);
        if (!live.stopped()) {
            throw new CommandException("the kernel is running already");
        }
        try {
            live.resume();
            session.changed();
        } catch (IOException e) {
            throw new CommandException(ErrorLine.of(e));
        }
        return state(false, "the kernel is running; stop stops it again");
    }

    private static LiveDump live(Session session) throws CommandException {
        return session.opened().live().orElseThrow(() -> new CommandException("no running kernel"));
    }

    private static Result state(boolean stopped, String words) {
        JsonObject data = new JsonObject();
        data.addProperty("stopped", stopped);
        return new Result.Text(List.of(words), data, false);
    }
}
