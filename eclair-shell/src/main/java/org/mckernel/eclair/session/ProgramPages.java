package org.mckernel.eclair.session;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.PageTables;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.Presence;

/** Whether a dump contains user pages, determined from the first few. */
public final class ProgramPages {
    private static final int PROCESSES = 8;
    private static final int PAGES = 64;

    private ProgramPages() {}

    /** Why user pages are missing; empty when some of those examined are present, or no process has a page. */
    public static Optional<Presence> missing(McKernel kernel) {
        Optional<Presence> why = Optional.empty();
        List<ProcessView> some = kernel.processes().all().stream()
                .filter(p -> p.vm().orElse(0) != 0)
                .limit(PROCESSES)
                .toList();
        for (ProcessView process : some) {
            Optional<Presence> page = best(kernel, process);
            if (page.equals(Optional.of(Presence.PRESENT))) {
                return Optional.empty();
            }
            why = page.isPresent() ? page : why;
        }
        return why;
    }

    /**
     * The presence of a process's first pages: present if one of them is; empty when it has none, or they are unknown.
     */
    private static Optional<Presence> best(McKernel kernel, ProcessView process) {
        Optional<Presence> best = Optional.empty();
        try {
            UserSpace space = UserSpace.of(kernel, process);
            int left = PAGES;
            for (VmRange range : space.ranges().stream().limit(PAGES).toList()) {
                for (long at = range.start(); at < range.end() && left-- > 0; ) {
                    PageTables.Entry last = space.tables().walk(at).getLast();
                    if (last.leaf()) {
                        best = Optional.of(kernel.data()
                                .physical()
                                .memory()
                                .extent(space.tables().translate(at).physical(), 1)
                                .presence());
                    }
                    if (best.equals(Optional.of(Presence.PRESENT))) {
                        return best;
                    }
                    at += last.size() - (at & (last.size() - 1));
                }
            }
            return best;
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return best;
        }
    }
}
