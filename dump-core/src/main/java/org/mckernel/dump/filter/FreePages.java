package org.mckernel.dump.filter;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.memory.FreeMemory;

/** Marks the free pages of every NUMA node. */
final class FreePages {
    private final FreeMemory memory;
    private final PageMarks marks;
    private final FilterNotes notes;
    private long bytes;

    FreePages(KernelData data, PageMarks marks, FilterNotes notes) throws KernelDataException {
        this.memory = new FreeMemory(data);
        this.marks = marks;
        this.notes = notes;
    }

    /** Marks all free pages and returns their size in bytes. */
    long mark() {
        List<String> broken = new ArrayList<>();
        for (FreeMemory.NumaNode node : memory.nodes()) {
            memory.forEach(node, broken, this::free);
        }
        broken.forEach(line -> notes.add("%s; its pages are kept".formatted(line)));
        return bytes;
    }

    private boolean free(long physical, long length) {
        if (!marks.containsAll(physical, length)) {
            return false;
        }
        bytes += marks.mark(physical, length);
        return true;
    }
}
