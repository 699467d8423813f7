package org.mckernel.eclair.command.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.filter.FilterException;
import org.mckernel.dump.filter.RegionFilter;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.result.Cell;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * What the pages of every NUMA node are used for. Used pages are those that are neither user pages nor free.
 *
 * @param table the memory assigned to the kernel, and its nodes
 * @param use what its pages are used for
 * @param pageSize bytes of a page
 */
record MemoryUsage(BootParam.MemoryTable table, RegionFilter.PageUse use, long pageSize) {
    /** Counts the pages; empty when that is impossible, and a note says why. */
    static Optional<MemoryUsage> of(Session session, List<String> notes) throws CommandException {
        Optional<BootParam.MemoryTable> table = session.opened().assigned();
        if (table.isEmpty()) {
            notes.add("used and user pages are unknown: "
                    + Need.ASSIGNED_MEMORY.unmet(session).orElse("the table of assigned memory cannot be read"));
            return Optional.empty();
        }
        long pageSize = session.opened().dump().memory().pageSize();
        try {
            RegionFilter.PageUse use = RegionFilter.pageUse(
                    session.kernel().data(), pageSize, table.get().chunks());
            if (!use.notes().isEmpty()) {
                notes.add("not everything could be followed: user pages are at least, used pages at most these");
                use.notes().stream().filter(n -> !n.startsWith("free ")).forEach(notes::add);
            }
            return Optional.of(new MemoryUsage(table.get(), use, pageSize));
        } catch (FilterException e) {
            notes.add("used and user pages are unknown: " + e.getMessage());
            return Optional.empty();
        }
    }

    long userPages(int node) {
        long bytes = 0;
        for (int chunk : chunks(node)) {
            bytes += use.user().get(chunk);
        }
        return bytes / pageSize;
    }

    long usedPages(int node) {
        ChunkList chunks = table.chunks();
        long bytes = 0;
        for (int chunk : chunks(node)) {
            bytes += chunks.size(chunk) - use.user().get(chunk) - use.free().get(chunk);
        }
        return bytes / pageSize;
    }

    static Cell cell(Optional<Long> pages) {
        return pages.isPresent() ? new Cell.Count(pages.get()) : new Cell.Absent("unknown");
    }

    private List<Integer> chunks(int node) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < table.nodes().size(); i++) {
            if (table.nodes().get(i) == node) {
                all.add(i);
            }
        }
        return all;
    }
}
