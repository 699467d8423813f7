package org.mckernel.dump.filter;

import java.util.List;
import java.util.stream.IntStream;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.symbol.KernelImage;

/** Finds what a dump of level 24 leaves out, from a dump that holds everything. */
public final class RegionFilter {
    /**
     * What the kernel uses.
     *
     * @param kept ranges that stay, in the order of the assigned memory
     * @param userBytes bytes of programs' pages, left out
     * @param freeBytes bytes of free pages, left out
     * @param notes structures that could not be followed, a line each; what they would have told stays in
     */
    public record KernelUsed(ChunkList kept, long userBytes, long freeBytes, List<String> notes) {}

    /**
     * What the pages of assigned memory are for, bytes of each chunk in the order of the assigned memory. A page that
     * is both a program's and free counts as a program's.
     *
     * @param user bytes of programs' pages, at least
     * @param free bytes of free pages, at least
     * @param notes structures that could not be followed; with any, more may be a program's or free
     */
    public record PageUse(List<Long> user, List<Long> free, List<String> notes) {}

    private RegionFilter() {}

    /**
     * Leaves out user pages and free pages, as the kernel does at dump level 24 (user pages first).
     *
     * @param image the kernel that runs there
     * @param kernelBase physical address of the image's first byte
     * @param physStart physical address that the kernel's straight map begins with
     * @param assigned all memory assigned to the kernel
     * @throws FilterException when the image or the dump lacks what this needs
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
     * Counts what {@link #kernelUsed} would leave out, chunk by chunk.
     *
     * @param objects the kernel that runs there
     * @param assigned all memory assigned to the kernel
     * @throws FilterException when the image or the dump lacks what this needs
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
