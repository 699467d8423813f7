package org.mckernel.dump.linux.memory;

import java.util.OptionalLong;

/** Run-time virtual addresses of the kernel's own symbols. */
@FunctionalInterface
public interface KernelSymbols {
    /** Address of a symbol; empty when the source does not have it. */
    OptionalLong address(String name);
}
