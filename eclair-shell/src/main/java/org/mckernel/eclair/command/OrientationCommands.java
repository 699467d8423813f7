package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.DumpInfo;
import org.mckernel.eclair.session.Overview;
import org.mckernel.eclair.session.ProgramPages;
import org.mckernel.eclair.session.Session;

/** What this dump is, what machine, what is missing. */
final class OrientationCommands {
    /** The dump level that leaves out programs' pages. */
    private static final long LEAVES_OUT = 24;

    private OrientationCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("info dump"),
                        "",
                        "what the dump is, how whole, its chunks",
                        "info dump",
                        OrientationCommands::infoDump),
                new Command(
                        List.of("sys", "mach"),
                        "",
                        "the kernel, its CPUs and memory, build id, state",
                        "sys",
                        OrientationCommands::sys),
                new Command(
                        List.of("doctor"),
                        "",
                        "what is missing, and which command that disables",
                        "doctor",
                        OrientationCommands::doctor),
                new Command(
                        List.of("log", "dmesg", "kmsg", "mckmsg"),
                        "[CPU]",
                        "the kernel's log; of one CPU",
                        "log 3",
                        OrientationCommands::log));
    }

    private static Result infoDump(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        try {
            DumpInfo info =
                    DumpInfo.of(session.opened().file(), session.opened().dump());
            return new Result.Text(info.lines(), info.data(), !info.complete());
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result sys(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        session.kernel();
        Overview overview = Overview.of(session);
        return new Result.Text(overview.lines(), overview.data(), false);
    }

    private static Result log(Session session, Arguments arguments) throws CommandException {
        List<String> words = new ArrayList<>(arguments.words());
        words.removeIf(w -> w.equals("-c") || w.equals("cpu"));
        Optional<String> cpu = new Arguments("", String.join(" ", words)).optionalWord();
        KernelLog log = session.opened()
                .log()
                .orElseThrow(() -> new CommandException(
                        "the kernel log is not in this dump: it lies in Linux's memory; open the vmcore, or convert it"
                                + " with vmcore2mckdump, which adds it"));
        long wanted = cpu.isPresent() ? Arguments.number(cpu.get()) : -1;
        List<String> lines = new ArrayList<>();
        JsonArray array = new JsonArray();
        for (KernelLog.Line line : log.lines()) {
            if (cpu.isPresent() && line.cpu().orElse(-1) != wanted) {
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

    private static Result doctor(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        List<List<Cell>> rows = new ArrayList<>();
        Optional<McKernel> kernel = session.opened().kernel();
        if (kernel.isEmpty()) {
            try {
                session.kernel();
            } catch (CommandException e) {
                add(rows, "kernel", e.getMessage(), "all but info dump, log");
            }
        } else {
            kernel(rows, session, kernel.get());
        }
        if (session.opened().log().isEmpty()) {
            add(
                    rows,
                    "kernel log",
                    "not in this dump; open the vmcore, or convert it with vmcore2mckdump, which adds it",
                    "log");
        } else {
            add(
                    rows,
                    "kernel log",
                    "%d lines".formatted(session.opened().log().get().lines().size()),
                    "");
        }
        DumpInfo info = DumpInfo.of(session.opened().file(), session.opened().dump());
        add(rows, "memory", info.line(), info.complete() ? "" : "what is in it");
        return new Result.Table(
                "checks",
                List.of(
                        Column.word("what", "What"),
                        Column.word("disables", "Disables"),
                        Column.word("state", "State")),
                rows,
                List.of());
    }

    private static void kernel(List<List<Cell>> rows, Session session, McKernel kernel) throws CommandException {
        Optional<ImageCheck> match = session.opened().match();
        add(
                rows,
                "image",
                match.map(ImageCheck::summary).orElse("not compared"),
                match.isPresent() && match.get().verdict() == ImageCheck.Verdict.SAME ? "" : "trust in every answer");
        boolean dwarf = kernel.data().layouts().source().startsWith("debug information");
        add(
                rows,
                "debug info",
                dwarf
                        ? "DWARF"
                        : "none: structures by " + kernel.data().layouts().source(),
                dwarf ? "" : "print, struct, list, vm, kmem, locks");
        elsewhere(session)
                .ifPresent(what ->
                        add(rows, "debug info", what + " is not read", "types, variables and lines of those files"));
        kernel.notes().forEach(note -> add(rows, "kernel", note, "what depends on it"));
        kernel.threads().notes().forEach(note -> add(rows, "threads", note, "the threads behind it"));
        kernel.processes().notes().forEach(note -> add(rows, "processes", note, "the processes behind it"));
        RegisterFile file = kernel.data().architecture().registers();
        for (CpuView cpu : kernel.cpus()) {
            SavedRegisters saved = session.stacks().ofCpu(cpu.id());
            if (saved.registers().get(file.programCounter()).isEmpty()) {
                add(rows, "CPU " + cpu.id(), saved.note(), "bt of what it ran");
            }
        }
        Optional<Presence> missing = ProgramPages.missing(kernel);
        OptionalLong level = Overview.dumpLevel(session);
        if (missing.isPresent()) {
            add(
                    rows,
                    "user memory",
                    level.equals(OptionalLong.of(LEAVES_OUT))
                            ? "left out at dump level 24"
                            : missing.get().label(),
                    "bt -u, gcore, x of user addresses");
        }
    }

    /** What of the debug information lies in other files. */
    private static Optional<String> elsewhere(Session session) throws CommandException {
        try {
            Optional<TypeCatalog> catalog = session.evaluation().catalog();
            return catalog.isPresent() ? catalog.get().elsewhere() : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.of("damaged debug information (%s)".formatted(e.getMessage()));
        }
    }

    private static void add(List<List<Cell>> rows, String what, String state, String disables) {
        rows.add(List.of(new Cell.Word(what), Cell.word(disables), new Cell.Word(state)));
    }
}
