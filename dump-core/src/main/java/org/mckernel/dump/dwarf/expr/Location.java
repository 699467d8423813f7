package org.mckernel.dump.dwarf.expr;

import org.mckernel.dump.address.Readout;

/** Where a variable is at one point of a program, or what it holds there. */
public sealed interface Location {
    /** It lies in memory. */
    record Memory(long address) implements Location {}

    /** It is in registers, is computed, or is not kept: its bytes, least significant first, or why there are none. */
    record Content(Readout bytes) implements Location {}

    /** What is nowhere: the compiler did not keep it at that point. */
    static Location optimizedOut() {
        return unknown("optimized out");
    }

    /** What cannot be told, and why. */
    static Location unknown(String why) {
        return new Content(Readout.absent(why));
    }
}
