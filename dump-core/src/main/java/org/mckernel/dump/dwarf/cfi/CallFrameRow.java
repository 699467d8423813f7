package org.mckernel.dump.dwarf.cfi;

import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.dwarf.expr.CallFrameExpression;

/**
 * The call-frame information row of an instruction.
 *
 * @param start first address of the row
 * @param cfaRegister base register of the canonical frame address; −1 when an expression computes it
 * @param cfaOffset offset from it
 * @param cfaExpression the expression
 * @param rules rules of registers, by DWARF number
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
