package org.mckernel.dump.kernel;

import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;

/** Offsets of members of the kernel's structures, in bytes; empty when unknown. */
public interface StructureLayouts {
    /** The source of the offsets, for users. */
    String source();

    /** True if a thread's number and state are in the structure at {@code thread.proc} (kernels of 2015). */
    default boolean threadInForkTree() {
        return false;
    }

    /** Offset of a member. */
    OptionalLong offset(String structure, String member) throws MalformedFileException;

    /** Size of a structure. */
    OptionalLong size(String structure) throws MalformedFileException;

    /** Size of a member. */
    OptionalLong memberSize(String structure, String member) throws MalformedFileException;
}
