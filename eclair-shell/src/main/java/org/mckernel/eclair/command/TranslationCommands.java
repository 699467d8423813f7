package org.mckernel.eclair.command;

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
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Virtual and physical addresses, and processes' memory. */
final class TranslationCommands {
    private TranslationCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("vtop", "mcvtop"),
                        "[-c PID] ADDRESS",
                        "physical address of a virtual one, by which rule, and whether the dump holds it; -c in a"
                                + " process",
                        "vtop clv",
                        TranslationCommands::vtop),
                new Command(
                        List.of("pte"),
                        "[-c PID] ADDRESS",
                        "the page-table entries on the way to an address",
                        "pte kmsg_buf",
                        TranslationCommands::pte),
                new Command(
                        List.of("ptov"),
                        "PHYSICAL",
                        "virtual addresses of a physical one",
                        "ptov 0x4200000",
                        TranslationCommands::ptov),
                new Command(
                        List.of("vm", "mcmem"),
                        "[PID]",
                        "memory ranges of a process",
                        "vm 401",
                        TranslationCommands::vm));
    }

    /** Address space and address of {@code [-c PID] ADDRESS}. */
    private record Place(AddressSpace space, long address) {}

    private static Place place(Session session, Arguments arguments) throws CommandException {
        List<String> words = arguments.words();
        McKernel kernel = session.kernel();
        if (words.size() > 2 && words.getFirst().equals("-c")) {
            ProcessView process = process(session, words.get(1));
            long address = Addresses.of(session, String.join(" ", words.subList(2, words.size())));
            try {
                return new Place(
                        kernel.addressSpace(process)
                                .orElseThrow(() -> new CommandException(
                                        "process %s has no address space of its own".formatted(words.get(1)))),
                        address);
            } catch (UnmappedAddressException | AbsentMemoryException e) {
                throw new CommandException("the page table of process %s: %s".formatted(words.get(1), e.getMessage()));
            }
        }
        return new Place(kernel.data().space(), Addresses.of(session, arguments.require("an address")));
    }

    /** The process of that number, or of a thread of that number. */
    static ProcessView process(Session session, String word) throws CommandException {
        long number = Arguments.number(word);
        McKernel kernel = session.kernel();
        return kernel.processes()
                .byPid((int) number)
                .or(() -> kernel.processes().byAddress(number))
                .or(() -> kernel.threads().byTid((int) number).flatMap(kernel.processes()::of))
                .orElseThrow(
                        () -> new CommandException("%s: no process has that number; ps lists them".formatted(word)));
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
                () -> new CommandException("the kernel's page tables are not known; doctor tells why"));
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
        long physical = Arguments.number(arguments.require("a physical address"));
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
        Optional<String> word = arguments.optionalWord();
        McKernel kernel = session.kernel();
        ProcessView process = word.isPresent()
                ? process(session, word.get())
                : kernel.processes()
                        .of(session.thread())
                        .orElseThrow(() -> new CommandException("the selected thread's process is not known"));
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
