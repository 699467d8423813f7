package org.mckernel.testdumps.mckernel;

import java.util.Map;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** A kernel's image, as loaded. */
public interface BootImage {
    /** Virtual address that the image's first byte in memory is linked to (MAP_KERNEL_START). */
    long mapKernelStart();

    /** Value of {@code _end}. */
    long end();

    /** True if there is such a symbol. */
    boolean has(String name);

    /** A symbol's value. */
    long address(String name);

    /** Physical address of a symbol. */
    default long physical(String name, long kernelBase) {
        return address(name) - mapKernelStart() + kernelBase;
    }

    /** Places the image in memory, and 64-bit values in its variables. */
    BootImage loadInto(SimulatedMemory memory, long kernelBase, Map<String, Long> values);

    /** The image's file. */
    byte[] file();
}
