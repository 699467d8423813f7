package org.mckernel.dump.kernel;

import org.mckernel.dump.arch.Registers;

/**
 * Registers of a thread or CPU and where they come from.
 *
 * @param registers what is known
 * @param source who saved them
 * @param note one line for people: the source, or why there is nothing
 */
public record SavedRegisters(Registers registers, Source source, String note) {
    /** Who saved registers. */
    public enum Source {
        /** The dump NMI: the state when the dump was made. */
        DUMP_NMI,
        /** The same, but the CPU ran a program: only what the kernel keeps of it is there, and no program counter. */
        USER_MODE,
        /** The dump NMI, but of a CPU that was handling a page fault in kernel mode: the state at that fault. */
        KERNEL_FAULT,
        /** The thread's own record, when it gave the CPU away. */
        SWITCHED_OUT,
        /** Nobody, or they are not in the dump. */
        NONE
    }
}
