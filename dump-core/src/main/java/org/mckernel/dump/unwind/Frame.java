package org.mckernel.dump.unwind;

import java.util.OptionalLong;
import org.mckernel.dump.arch.Registers;

/**
 * One frame of a stack, without its inlined calls.
 *
 * @param pc program counter: the next instruction
 * @param registers the known registers at that point
 * @param cfa the canonical frame address; empty where call-frame information does not define it
 * @param trust how the frame is known
 * @param exact true if {@code pc} is the instruction itself (the innermost frame, one that was interrupted, an entry
 *        into the kernel as call-frame information marks it), false if it is a return address
 * @param entry true if this is where the processor entered the kernel: the frame above it was interrupted, or is in
 *        user mode
 */
public record Frame(long pc, Registers registers, OptionalLong cfa, FrameTrust trust, boolean exact, boolean entry) {
    /** Compared by identity: two calls may have the same registers and still be different frames. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /** The address to look up: a call's return address may already belong to the next line or function. */
    public long lookupPc() {
        return exact ? pc : pc - 1;
    }
}
