package org.mckernel.dump.unwind.user;

import org.mckernel.dump.arch.Registers;

/**
 * The registers of a thread's program, as they were when it last came into the kernel.
 *
 * @param registers what is known; nothing when they cannot be had
 * @param source where they were found
 * @param note one line for people: the source, or why there are none
 */
public record UserContext(Registers registers, Source source, String note) {
    /** Where they were found. */
    public enum Source {
        /** On the kernel stack, where its frames lead to. */
        KERNEL_STACK,
        /** Where {@code thread.uctx} points; the kernel stack does not lead there. */
        UCTX,
        /** Where the dump NMI, which came while the program ran, pushed them. */
        DUMP_NMI,
        /** Nowhere. */
        NONE
    }

    /** True if there are some. */
    public boolean known() {
        return source != Source.NONE;
    }
}
