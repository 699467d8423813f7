package org.mckernel.dump.dwarf.expr;

import org.mckernel.dump.address.ReadResult;

/** Where a variable is at one point of a program, or its value there. */
public sealed interface VariableValue {
    /** It is in memory. */
    record Memory(long address) implements VariableValue {}

    /** It is in registers, is computed, or is missing: its bytes, least significant first, or why there are none. */
    record Content(ReadResult bytes) implements VariableValue {}

    /** Optimized out at that point. */
    static VariableValue optimizedOut() {
        return unknown("optimized out");
    }

    /** Unknown, with the reason. */
    static VariableValue unknown(String why) {
        return new Content(ReadResult.absent(why));
    }
}
