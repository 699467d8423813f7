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
    /** Format in the words of its users, for example {@code kdump-compressed v6, zlib} or {@code ELF vmcore}. */
    String format();

    /** The dumped machine's memory. */
    PhysicalMemory memory();

    /** Processor of the dumped machine; empty when the file does not say (an mckdump never does). */
    Optional<Architecture> architecture();

    /** What the dumping kernel told about itself; empty when the file holds no such note. */
    Optional<Vmcoreinfo> vmcoreinfo();

    /** Linux release of the dumped machine, from the file's header or from VMCOREINFO. */
    Optional<String> release();

    /**
     * Facts worth a line to a user, in the order to be shown: an incomplete flag, a truncation, a split part that is
     * missing. Empty for a whole file.
     */
    List<String> warnings();

    /** What the file's writer left out by intention, as makedumpfile's -d number; empty when the file does not say. */
    Optional<Integer> filterLevel();

    /**
     * This dump as its format's own type, which may know more (the chunks of an mckdump); empty when it is of another
     * format.
     */
    default <T extends Dump> Optional<T> as(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /**
     * Lets go of the resident memory that reads so far have brought. Long reads call it now and then, so that a
     * program's memory does not grow with the dump; it changes no answer.
     */
    default void releaseResident() {}
}
