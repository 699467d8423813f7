package org.mckernel.dump.dwarf.expr;

import org.mckernel.dump.address.ReadResult;

/** Where a variable is at one point of a program, or what it holds there. */
public sealed interface VariableValue {
    /** It lies in memory. */
    record Memory(long address) implements VariableValue {}

    /** It is in registers, is computed, or is not kept: its bytes, least significant first, or why there are none. */
    record Content(ReadResult bytes) implements VariableValue {}

    /** What is nowhere: the compiler did not keep it at that point. */
    static VariableValue optimizedOut() {
        return unknown("optimized out");
    }

    /** What cannot be told, and why. */
    static VariableValue unknown(String why) {
        return new Content(ReadResult.absent(why));
    }
}
