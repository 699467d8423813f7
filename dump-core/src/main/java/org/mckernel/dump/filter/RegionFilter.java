package org.mckernel.dump.filter;

import java.util.List;
import java.util.stream.IntStream;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.symbol.KernelImage;

/** Finds the pages that a dump of level 24 excludes, from a complete dump. */
public final class RegionFilter {
    /**
     * What the kernel uses.
     *
     * @param kept ranges that are kept, in the order of the assigned memory
     * @param userBytes bytes of user pages, excluded
     * @param freeBytes bytes of free pages, excluded
     * @param notes structures that could not be followed, one line each; their pages are kept
     */
    public record KernelUsed(ChunkList kept, long userBytes, long freeBytes, List<String> notes) {}

    /**
     * The use of the pages of assigned memory, bytes of each chunk in the order of the assigned memory. A page that is
     * both a user page and free counts as a user page.
     *
     * @param user minimum bytes of user pages
     * @param free minimum bytes of free pages
     * @param notes structures that could not be followed; with any, more pages may be user pages or free
     */
    public record PageUse(List<Long> user, List<Long> free, List<String> notes) {}

    private RegionFilter() {}

    /**
     * Excludes user pages and free pages, as the kernel does at dump level 24 (user pages first).
     *
     * @param image the kernel in the dump
     * @param kernelBase physical address of the image's first byte
     * @param physStart physical address of the start of the kernel's straight map
     * @param assigned all memory assigned to the kernel
     * @throws FilterException when the image or the dump does not contain the required data
     */
    public static KernelUsed kernelUsed(
            KernelImage image, PhysicalMemory memory, long kernelBase, long physStart, ChunkList assigned)
            throws FilterException {
        PageMarks marks = new PageMarks(assigned, memory.pageSize());
        FilterNotes notes = new FilterNotes();
        try {
            KernelData objects = new KernelData(image, memory, kernelBase, physStart);
            long user = new UserPages(objects, marks, notes).mark();
            long free = new FreePages(objects, marks, notes).mark();
            return new KernelUsed(marks.unmarked(), user, free, notes.lines());
        } catch (KernelDataException e) {
            throw new FilterException(e.getMessage());
        }
    }

    /**
     * Counts the pages that {@link #kernelUsed} would exclude, chunk by chunk.
     *
     * @param objects the kernel in the dump
     * @param assigned all memory assigned to the kernel
     * @throws FilterException when the image or the dump does not contain the required data
     */
    public static PageUse pageUse(KernelData objects, long pageSize, ChunkList assigned) throws FilterException {
        PageMarks marks = new PageMarks(assigned, pageSize);
        FilterNotes notes = new FilterNotes();
        try {
            new UserPages(objects, marks, notes).mark();
            List<Long> user = marks.markedBytes();
            new FreePages(objects, marks, notes).mark();
            List<Long> both = marks.markedBytes();
            List<Long> free = IntStream.range(0, user.size())
                    .mapToObj(i -> both.get(i) - user.get(i))
                    .toList();
            return new PageUse(user, free, notes.lines());
        } catch (KernelDataException e) {
            throw new FilterException(e.getMessage());
        }
    }
}
