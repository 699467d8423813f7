package org.mckernel.dump.dwarf.cfi;

import org.mckernel.dump.dwarf.expr.CallFrameExpression;

/** How a caller's register is recovered (DWARF 5, 6.4.1). */
public sealed interface RegisterRule {
    /** It is not saved. */
    record Undefined() implements RegisterRule {}

    /** It was not changed. */
    record SameValue() implements RegisterRule {}

    /** It is in memory at the canonical frame address plus {@code offset}. */
    record Offset(long offset) implements RegisterRule {}

    /** It is the canonical frame address plus {@code offset}. */
    record ValueOffset(long offset) implements RegisterRule {}

    /** It is in another register. */
    record InRegister(int register) implements RegisterRule {}

    /** It is in memory where an expression says; the canonical frame address is on the stack at its start. */
    record AtExpression(CallFrameExpression expression) implements RegisterRule {}

    /** It is what an expression says. */
    record ValueExpression(CallFrameExpression expression) implements RegisterRule {}

    /** No rule: callee-saved registers are unchanged by convention, others are lost. */
    record Unspecified() implements RegisterRule {}
}
