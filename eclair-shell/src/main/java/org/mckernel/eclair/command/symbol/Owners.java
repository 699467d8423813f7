package org.mckernel.eclair.command.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.eclair.command.text.ThreadText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.PageOwner;
import org.mckernel.eclair.session.Session;

/** What an address belongs to. */
public final class Owners {
    private Owners() {}

    /**
     * All owners of an address, and of the page it is on.
     *
     * @throws CommandException when there are none
     */
    public static Result of(Session session, long address) throws CommandException {
        List<List<Cell>> rows = new ArrayList<>();
        lines(session, address).forEach(line -> rows.add(List.of(new Cell.Word(line))));
        List<String> notes = new ArrayList<>();
        boolean partly = false;
        try {
            PageOwner.Found page = PageOwner.of(
                    session.kernel(),
                    session.kernel().data().space().translate(address).physical());
            page.owners().forEach(line -> rows.add(List.of(new Cell.Word(line))));
            notes.addAll(page.notes());
            partly = !page.notes().isEmpty();
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("0x%x: %s; the owner of its page is unknown".formatted(address, e.getMessage()));
        }
        if (rows.isEmpty() && !partly) { // else the notes say why none was found
            throw new CommandException("0x%x: no known owner; vtop shows whether it is mapped".formatted(address));
        }
        return new Result.Table("owners", List.of(Column.word("owner", "0x%x is in".formatted(address))), rows, notes);
    }

    /** What an address is in, a line each, the most exact first. */
    public static List<String> lines(Session session, long address) throws CommandException {
        List<String> lines = new ArrayList<>();
        McKernel kernel = session.kernel();
        Optional<Symbol> symbol = nearest(session, address);
        symbol.ifPresent(s -> lines.add("%s+%d".formatted(s.name(), address - s.value())));
        long threadSize = size(kernel, "thread");
        for (ThreadView thread : kernel.threads().all()) {
            long offset = address - thread.address();
            if (Long.compareUnsigned(offset, threadSize) < 0) {
                lines.add("struct thread of %s + %d".formatted(ThreadText.name(thread), offset));
            }
        }
        long cpuSize = size(kernel, "cpu_local_var");
        for (CpuView cpu : kernel.cpus()) {
            long offset = address - cpu.variables();
            if (Long.compareUnsigned(offset, cpuSize) < 0) {
                lines.add("clv[%d] + %d".formatted(cpu.id(), offset));
            }
        }
        for (ThreadView thread : kernel.threads().all()) {
            if (onStack(session, thread, address)) {
                lines.add("stack of " + ThreadText.name(thread));
            }
        }
        return lines;
    }

    private static long size(McKernel kernel, String structure) {
        try {
            return kernel.data().size(structure);
        } catch (KernelDataException e) {
            return 0;
        }
    }

    /** Between the innermost stack pointer and the outermost frame. */
    private static boolean onStack(Session session, ThreadView thread, long address) throws CommandException {
        List<Frame> frames = session.stacks().of(thread).stack().frames();
        int stackPointer = session.kernel().data().architecture().registers().stackPointer();
        if (frames.isEmpty() || frames.getFirst().registers().get(stackPointer).isEmpty()) {
            return false;
        }
        long low = frames.getFirst().registers().get(stackPointer).getAsLong();
        long high = frames.getLast()
                .cfa()
                .orElse(frames.getLast().registers().get(stackPointer).orElse(low));
        return Long.compareUnsigned(address, low) >= 0 && Long.compareUnsigned(address, high) < 0;
    }

    private static Optional<Symbol> nearest(Session session, long address) throws CommandException {
        try {
            return session.kernel().data().image().symbols().nearest(address);
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
