package org.mckernel.dump.unwind.user;

import org.mckernel.dump.arch.Registers;

/**
 * The user-mode registers of a thread at its last entry into the kernel.
 *
 * @param registers the known registers; none when they are unavailable
 * @param source where they were found
 * @param note one line for users: the source, or why there are none
 */
public record UserContext(Registers registers, Source source, String note) {
    /** Where the registers were found. */
    public enum Source {
        /** At the end of the kernel stack. */
        KERNEL_STACK,
        /** At {@code thread.uctx}; the kernel stack does not end there. */
        UCTX,
        /** Pushed by the dump NMI in user mode. */
        DUMP_NMI,
        /** Not found. */
        NONE
    }

    /** True if there are any. */
    public boolean known() {
        return source != Source.NONE;
    }
}
