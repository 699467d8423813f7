package org.mckernel.dump.kernel;

import org.mckernel.dump.arch.Registers;

/**
 * Registers of a thread or CPU and where they come from.
 *
 * @param registers the known registers
 * @param source the source
 * @param note one line for users: the source, or why there are none
 */
public record SavedRegisters(Registers registers, Source source, String note) {
    /** The source of saved registers. */
    public enum Source {
        /** The dump NMI: the state when the dump was made. */
        DUMP_NMI,
        /**
         * The same, but the CPU was in user mode: only the registers that the kernel keeps are available, without a
         * program counter.
         */
        USER_MODE,
        /** The dump NMI on a CPU that was handling a page fault in kernel mode: the state at that fault. */
        KERNEL_FAULT,
        /** The thread's own record, when it was switched out. */
        SWITCHED_OUT,
        /** Not saved, or not in the dump. */
        NONE
    }
}
