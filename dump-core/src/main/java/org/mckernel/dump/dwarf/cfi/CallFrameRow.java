package org.mckernel.dump.dwarf.cfi;

import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.dwarf.expr.CallFrameExpression;

/**
 * What call-frame information says about one instruction.
 *
 * @param start first address that the row is about
 * @param cfaRegister register that the canonical frame address is counted from; −1 when an expression tells it
 * @param cfaOffset what is added to it
 * @param cfaExpression the expression
 * @param rules of registers that something is said about, by DWARF number
 * @param returnAddressRegister DWARF number of the column of the return address
 * @param signalFrame true if the caller was interrupted there, so that its address is the instruction itself
 */
public record CallFrameRow(
        long start,
        int cfaRegister,
        long cfaOffset,
        Optional<CallFrameExpression> cfaExpression,
        Map<Integer, RegisterRule> rules,
        int returnAddressRegister,
        boolean signalFrame) {
    private static final RegisterRule NOTHING = new RegisterRule.Unspecified();

    public CallFrameRow {
        rules = Map.copyOf(rules);
    }

    /** The rule of a register. */
    public RegisterRule rule(int register) {
        return rules.getOrDefault(register, NOTHING);
    }
}
