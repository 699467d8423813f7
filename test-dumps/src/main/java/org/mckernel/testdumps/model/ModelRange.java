package org.mckernel.testdumps.model;

import java.util.List;
import java.util.Optional;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/**
 * A range of a process's addresses, {@code struct vm_range}, and what is mapped there.
 *
 * @param start virtual address
 * @param bytes how long; may be more than what is mapped
 * @param flags {@code VR_} bits: {@link #CODE}, {@link #DATA}, {@link #STACK}, {@link #SHARED}
 * @param largestLeaf 4 KiB, 2 MiB or 1 GiB; smaller ones where the addresses do not allow it
 * @param pages physical pages, mapped from {@code start} on one after the other; {@link #hole} leaves addresses out
 * @param path the file that is mapped
 * @param fileOffset where in that file it begins
 */
public record ModelRange(
        long start,
        long bytes,
        long flags,
        long largestLeaf,
        List<Range> pages,
        Optional<String> path,
        long fileOffset) {
    /** Readable and executable. */
    public static final long CODE = 0x5_0000;
    /** Private, readable and writable. */
    public static final long DATA = 0x3_2000;
    /** As data, and the stack. */
    public static final long STACK = 0x3_2001;
    /** Readable and writable, of all processes that map it. */
    public static final long SHARED = 0x3_0000;

    /** Private, with no rights at all: its pages are the program's, and the program cannot reach them. */
    public static final long NO_ACCESS = 0x2000;

    private static final long RIGHTS = 0x7_0000;
    private static final long NO_PAGE = -1;

    public ModelRange {
        pages = List.copyOf(pages);
    }

    /** From the beginning of a file, or of none. */
    public ModelRange(long start, long bytes, long flags, long largestLeaf, List<Range> pages, Optional<String> path) {
        this(start, bytes, flags, largestLeaf, pages, path, 0);
    }

    /** So many bytes of addresses that nothing is mapped at. */
    public static Range hole(long bytes) {
        return new Range(NO_PAGE, bytes);
    }

    /** Whether there are pages after a run of {@link #pages}. */
    static boolean mapped(Range run) {
        return run.start() != NO_PAGE;
    }

    /** Private data, all of it mapped. */
    public static ModelRange data(long start, long largestLeaf, List<Range> pages) {
        return new ModelRange(
                start, pages.stream().mapToLong(Range::length).sum(), DATA, largestLeaf, pages, Optional.empty());
    }

    /** Whether the program may use it: then its leaves say so. */
    boolean reachable() {
        return (flags & RIGHTS) != 0;
    }

    /** One past the last address. */
    public long end() {
        return start + bytes;
    }
}
