package org.mckernel.eclair.command.overview;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.DumpInfo;
import org.mckernel.eclair.session.Session;

/** {@code doctor}: what is missing, and which commands are refused or limited by that, as the registry says. */
final class DoctorCommand {
    private final Session session;
    private final Registry registry;
    private final List<List<Cell>> rows = new ArrayList<>();

    private DoctorCommand(Shell shell) {
        this.session = shell.session();
        this.registry = shell.registry();
    }

    static Command command() {
        return Command.named("doctor")
                .topic(Topic.OVERVIEW)
                .summary("what is missing, and which commands that refuses or limits")
                .runsInShell(DoctorCommand::run);
    }

    private static Result run(Shell shell, Arguments arguments) throws CommandException {
        return new DoctorCommand(shell).checks();
    }

    private Result checks() throws CommandException {
        Optional<String> noKernel = Need.IMAGE.unmet(session);
        if (noKernel.isPresent()) {
            add(Need.IMAGE.title(), disabledBy(Need.IMAGE), noKernel.get());
        } else {
            kernel(session.kernel());
        }
        for (Need need : Need.values()) {
            Optional<String> why = need == Need.DEBUG_INFORMATION ? Optional.empty() : need.unmet(session);
            if (why.isPresent() && !why.equals(noKernel)) {
                add(need.title(), disabledBy(need), why.get());
            }
        }
        session.opened()
                .log()
                .ifPresent(log -> add(
                        Need.KERNEL_LOG.title(),
                        "",
                        "%d lines".formatted(log.lines().size())));
        DumpInfo info = DumpInfo.of(session.opened().file(), session.opened().dump());
        add("memory", info.complete() ? "" : "what is in it", info.line());
        return new Result.Table(
                "checks",
                List.of(
                        Column.word("what", "What"),
                        Column.word("disables", "Disables"),
                        Column.word("state", "State")),
                rows,
                List.of());
    }

    private void kernel(McKernel kernel) throws CommandException {
        Optional<ImageCheck> match = session.opened().match();
        boolean same = match.isPresent() && match.get().verdict() == ImageCheck.Verdict.SAME;
        add(
                "image",
                same ? "" : "every answer may be wrong",
                match.map(ImageCheck::summary).orElse("not compared"));
        Optional<String> noTypes = Need.DEBUG_INFORMATION.unmet(session);
        add(
                Need.DEBUG_INFORMATION.title(),
                noTypes.isPresent() ? disabledBy(Need.DEBUG_INFORMATION) : "",
                noTypes.orElse("DWARF"));
        splitDebugInformation()
                .ifPresent(what -> add(
                        Need.DEBUG_INFORMATION.title(),
                        "types, variables and lines of those files",
                        what + " is not read"));
        kernel.notes().forEach(note -> add("kernel", "what depends on it", note));
        kernel.threads().notes().forEach(note -> add("threads", "the threads after it", note));
        kernel.processes().notes().forEach(note -> add("processes", "the processes after it", note));
        RegisterFile file = kernel.data().architecture().registers();
        for (CpuView cpu : kernel.cpus()) {
            SavedRegisters saved = session.stacks().ofCpu(cpu.id());
            if (saved.registers().get(file.programCounter()).isEmpty()) {
                add("CPU " + cpu.id(), "bt of what it ran", saved.note());
            }
        }
    }

    /** What of the debug information is in other files. */
    private Optional<String> splitDebugInformation() throws CommandException {
        try {
            Optional<TypeCatalog> catalog = session.evaluation().catalog();
            return catalog.isPresent() ? catalog.get().elsewhere() : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.of("damaged debug information (%s)".formatted(e.getMessage()));
        }
    }

    /** The commands that a missing thing refuses, and those that it limits. */
    private String disabledBy(Need need) {
        List<Command> refused = with(Command::needs, need);
        String limited = names(with(Command::limitedWithout, need));
        List<Command> others = registry.all().stream()
                .filter(c -> c.topic() != Topic.SHELL && !refused.contains(c))
                .toList();
        String all = refused.size() > others.size() ? "all but " + names(others) : names(refused);
        return limited.isEmpty() ? all : all.isEmpty() ? "limits " + limited : all + "; limits " + limited;
    }

    private List<Command> with(Function<Command, Set<Need>> needs, Need need) {
        return registry.all().stream()
                .filter(c -> needs.apply(c).contains(need))
                .toList();
    }

    private static String names(List<Command> commands) {
        return commands.stream().map(Command::name).collect(Collectors.joining(", "));
    }

    private void add(String what, String disables, String state) {
        rows.add(List.of(new Cell.Word(what), Cell.word(disables), new Cell.Word(state)));
    }
}
