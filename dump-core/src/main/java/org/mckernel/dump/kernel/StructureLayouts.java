package org.mckernel.dump.kernel;

import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;

/** Where members of the kernel's structures are, in bytes; empty for what is not known. */
public interface StructureLayouts {
    /** What the offsets come from, for people. */
    String source();

    /** True if a thread's number and state stand in what {@code thread.proc} points to (kernels of 2015). */
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
