package org.mckernel.eclair.command.overview;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.DumpInfo;
import org.mckernel.eclair.session.Overview;
import org.mckernel.eclair.session.Session;

/** What the dump is, and of what machine. */
public final class OverviewCommands {
    private static final Parameter<Integer> CPU = Parameter.optional("CPU", Kinds.CPU);

    private OverviewCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                Command.named("info dump")
                        .summary("what the dump is, how complete, its chunks")
                        .runs(OverviewCommands::infoDump),
                Command.named("sys", "mach")
                        .summary("the kernel, its CPUs and memory, build id, state")
                        .needs(Need.IMAGE)
                        .runs(OverviewCommands::sys),
                DoctorCommand.command(),
                Command.named("log", "dmesg", "kmsg", "mckmsg")
                        .takes(CPU)
                        .summary("the kernel's log; of one CPU")
                        .example("log 3")
                        .needs(Need.KERNEL_LOG)
                        .runs(OverviewCommands::log));
    }

    private static Result infoDump(Session session, Arguments arguments) throws CommandException {
        try {
            DumpInfo info =
                    DumpInfo.of(session.opened().file(), session.opened().dump());
            return new Result.Text(info.lines(), info.data(), !info.complete());
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result sys(Session session, Arguments arguments) throws CommandException {
        session.kernel();
        Overview overview = Overview.of(session);
        return new Result.Text(overview.lines(), overview.data(), false);
    }

    private static Result log(Session session, Arguments arguments) throws CommandException {
        KernelLog log = session.opened()
                .log()
                .orElseThrow(() ->
                        new CommandException(Need.KERNEL_LOG.unmet(session).orElse("the kernel log cannot be read")));
        Optional<Integer> wanted = arguments.get(CPU);
        List<String> lines = new ArrayList<>();
        JsonArray array = new JsonArray();
        for (KernelLog.Line line : log.lines()) {
            if (wanted.isPresent() && line.cpu().orElse(-1) != wanted.get()) {
                continue;
            }
            lines.add(line.raw());
            JsonObject object = new JsonObject();
            line.cpu().ifPresent(id -> object.addProperty("cpu", id));
            object.addProperty("text", line.text());
            array.add(object);
        }
        log.note().ifPresent(lines::add);
        JsonObject data = new JsonObject();
        data.add("lines", array);
        log.note().ifPresent(note -> data.addProperty("note", note));
        return new Result.Text(lines, data, log.note().isPresent());
    }
}
