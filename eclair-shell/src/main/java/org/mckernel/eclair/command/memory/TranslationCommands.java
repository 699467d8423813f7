package org.mckernel.eclair.command.memory;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.KernelAddressSpace;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.kernel.memory.VmView;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ProcessArgument;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Virtual and physical addresses, and processes' memory. */
public final class TranslationCommands {
    private static final Parameter<ProcessArgument> OF_PROCESS = Parameter.option("-c", "PID", Kinds.PROCESS);
    private static final Parameter<AddressArgument> ADDRESS = Parameter.required("ADDRESS", Kinds.ADDRESS);
    private static final Parameter<Long> PHYSICAL = Parameter.required("PHYSICAL", Kinds.NUMBER);
    private static final Parameter<ProcessArgument> PROCESS = Parameter.optional("PID", Kinds.PROCESS);

    private TranslationCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("vtop", "mcvtop")
                        .takes(OF_PROCESS, ADDRESS)
                        .summary(
                                "physical address of a virtual one, by which rule, and whether the dump has it; -c in a"
                                        + " process")
                        .example("vtop clv")
                        .runs(TranslationCommands::vtop),
                command("pte")
                        .takes(OF_PROCESS, ADDRESS)
                        .summary("the page-table entries on the way to an address; -c in a process")
                        .example("pte kmsg_buf")
                        .runs(TranslationCommands::pte),
                command("ptov")
                        .takes(PHYSICAL)
                        .summary("virtual addresses of a physical one")
                        .example("ptov 0x4200000")
                        .runs(TranslationCommands::ptov),
                command("vm", "mcmem")
                        .takes(PROCESS)
                        .summary("memory ranges of a process")
                        .example("vm 401")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(TranslationCommands::vm));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.MEMORY).needs(Need.IMAGE);
    }

    /** Address space and address of {@code [-c PID] ADDRESS}. */
    private record Place(AddressSpace space, long address) {}

    private static Place place(Session session, Arguments arguments) throws CommandException {
        McKernel kernel = session.kernel();
        long address = arguments.require(ADDRESS).in(session);
        Optional<ProcessArgument> process = arguments.get(OF_PROCESS);
        if (process.isEmpty()) {
            return new Place(kernel.data().space(), address);
        }
        String pid = process.get().text();
        try {
            return new Place(
                    kernel.addressSpace(process.get().in(session))
                            .orElseThrow(() ->
                                    new CommandException("process %s has no address space of its own".formatted(pid))),
                    address);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new CommandException("the page table of process %s: %s".formatted(pid, e.getMessage()));
        }
    }

    private static Result vtop(Session session, Arguments arguments) throws CommandException {
        Place place = place(session, arguments);
        KernelData data = session.kernel().data();
        try {
            String rule = "process's page table";
            long physical;
            if (place.space() instanceof KernelAddressSpace kernel) {
                KernelAddressSpace.Step step = kernel.explain(place.address());
                rule = step.range();
                physical = step.translation().physical();
            } else {
                physical = place.space().translate(place.address()).physical();
            }
            String presence = data.physical().memory().presence(physical).label();
            JsonObject json = new JsonObject();
            json.addProperty("virtual", JsonRenderer.address(place.address()));
            json.addProperty("physical", JsonRenderer.address(physical));
            json.addProperty("rule", rule);
            json.addProperty("presence", presence);
            return new Result.Text(
                    List.of(
                            "VIRTUAL             PHYSICAL            BY              IN DUMP",
                            "0x%-16x  0x%-16x  %-14s  %s".formatted(place.address(), physical, rule, presence)),
                    json,
                    false);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result pte(Session session, Arguments arguments) throws CommandException {
        Place place = place(session, arguments);
        Optional<PageTables> tables = place.space() instanceof KernelAddressSpace kernel
                ? kernel.tables()
                : Optional.of((PageTables) place.space());
        PageTables walk = tables.orElseThrow(
                () -> new CommandException("the kernel's page tables are unknown; doctor shows why"));
        List<List<Cell>> rows = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try {
            for (PageTables.Entry entry : walk.walk(place.address())) {
                rows.add(List.of(
                        new Cell.Count(entry.level()),
                        new Cell.Address(entry.address()),
                        new Cell.Address(entry.value()),
                        new Cell.Word(
                                entry.leaf()
                                        ? "leaf of 0x%x bytes".formatted(entry.size())
                                        : entry.valid() ? "table" : "not valid")));
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add(e.getMessage());
        }
        return new Result.Table(
                "entries",
                List.of(
                        Column.number("level", "Level"),
                        Column.word("at", "At"),
                        Column.word("entry", "Entry"),
                        Column.word("kind", "Is")),
                rows,
                notes);
    }

    private static Result ptov(Session session, Arguments arguments) throws CommandException {
        long physical = arguments.require(PHYSICAL);
        List<List<Cell>> rows = new ArrayList<>();
        for (KernelAddressSpace.LinearRange range :
                session.kernel().data().space().ranges()) {
            long offset = physical - range.physical();
            if (Long.compareUnsigned(offset, range.length()) < 0) {
                rows.add(List.of(new Cell.Address(range.start() + offset), new Cell.Word(range.name())));
            }
        }
        return new Result.Table(
                "addresses", List.of(Column.word("virtual", "Virtual"), Column.word("rule", "By")), rows, List.of());
    }

    private static Result vm(Session session, Arguments arguments) throws CommandException {
        McKernel kernel = session.kernel();
        ProcessView process = ProcessArgument.orSelected(arguments.get(PROCESS), session);
        VmView view = VmView.of(kernel, process);
        List<List<Cell>> rows = new ArrayList<>();
        for (VmRange range : view.ranges()) {
            rows.add(List.of(
                    new Cell.Address(range.start()),
                    new Cell.Address(range.end()),
                    new Cell.Word(range.permissions()),
                    new Cell.Address(range.end() - range.start()),
                    new Cell.Address(range.address()),
                    Cell.word(range.backing().orElse(""))));
        }
        return new Result.Table(
                "ranges",
                List.of(
                        Column.word("start", "START"),
                        Column.word("end", "END"),
                        Column.word("perm", "PERM"),
                        Column.word("size", "SIZE"),
                        Column.word("vmRange", "VM_RANGE"),
                        Column.word("backing", "BACKING")),
                rows,
                view.notes());
    }
}
