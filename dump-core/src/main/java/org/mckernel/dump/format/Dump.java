package org.mckernel.dump.format;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * One opened dump of any format. Opening reads headers and tables only; closing releases the mappings, after which
 * reads are an {@link IllegalStateException}.
 */
public interface Dump extends Closeable {
    /** Format name for users, for example {@code kdump-compressed v6, zlib} or {@code ELF vmcore}. */
    String format();

    /** The dumped machine's memory. */
    PhysicalMemory memory();

    /** Processor of the dumped machine; empty when the file does not say (an mckdump never does). */
    Optional<Architecture> architecture();

    /** The dumped kernel's VMCOREINFO; empty when the file has no such note. */
    Optional<Vmcoreinfo> vmcoreinfo();

    /** Linux release of the dumped machine, from the file's header or from VMCOREINFO. */
    Optional<String> release();

    /**
     * Warnings for the user, in display order: an incomplete flag, a truncation, a missing split part. Empty for a
     * complete file.
     */
    List<String> warnings();

    /** The pages that the file's writer excluded, as makedumpfile's -d number; empty when the file does not say. */
    Optional<Integer> filterLevel();

    /**
     * This dump as its format's own type, which may provide more (the chunks of an mckdump); empty when it is of
     * another format.
     */
    default <T extends Dump> Optional<T> as(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /**
     * Releases the resident memory of previous reads. Long reads call it periodically, so that a program's memory does
     * not grow with the dump; it changes no result.
     */
    default void releaseResident() {}
}
