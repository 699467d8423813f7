package org.mckernel.dump.dwarf;

import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_BREG0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_FBREG;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_LIT0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REG0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REGX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_STACK_VALUE;

import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.DwarfOperation;
import org.mckernel.dump.dwarf.expr.LocationLists;
import org.mckernel.dump.dwarf.index.DieNameIndex;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;

/** Where a variable is at an instruction, as far as known without a frame. */
public sealed interface VariableLocation {
    /** In memory, always there. */
    record Fixed(long address) implements VariableLocation {}

    /** In the register with that DWARF number. */
    record Register(long number) implements VariableLocation {}

    /** In memory, at an offset from a register. */
    record Indirect(long number, long offset) implements VariableLocation {}

    /** In memory, at an offset from the function's frame base. */
    record FrameBase(long offset) implements VariableLocation {}

    /** No location; it has a constant value. */
    record Constant(long value) implements VariableLocation {}

    /** Computed from several of these. */
    record Computed() implements VariableLocation {}

    /** No location at this instruction, or optimized out. */
    record Nowhere() implements VariableLocation {}

    /** The location of a variable or parameter. */
    static VariableLocation of(DieNameIndex entries, Die variable, long pc) throws MalformedFileException {
        AttributeValue location = entries.inherited(variable, Attribute.LOCATION);
        if (location == null) {
            AttributeValue constant = entries.inherited(variable, Attribute.CONST_VALUE);
            return constant == null
                    ? new Nowhere()
                    : constant.isConstant() ? new Constant(constant.unsigned()) : new Computed();
        }
        OptionalLong fixed = location.fixedAddress();
        if (fixed.isPresent()) {
            return new Fixed(fixed.getAsLong());
        }
        Optional<DwarfCursor> expression = LocationLists.at(location, pc);
        return expression.isEmpty() || expression.get().atEnd() ? new Nowhere() : read(expression.get());
    }

    /** Expressions of one operation, and of a constant that is the value itself; DWARF 5, 7.7.1. */
    private static VariableLocation read(DwarfCursor expression) throws MalformedFileException {
        int operation = expression.u8();
        VariableLocation place = switch (operation) {
            case DW_OP_REGX -> new Register(expression.uleb());
            case DW_OP_FBREG -> new FrameBase(expression.sleb());
            default ->
                DwarfOperation.isRegister(operation)
                        ? new Register(operation - (long) DW_OP_REG0)
                        : DwarfOperation.isBasedOnRegister(operation)
                                ? new Indirect(operation - (long) DW_OP_BREG0, expression.sleb())
                                : DwarfOperation.isLiteral(operation)
                                        ? new Constant(operation - (long) DW_OP_LIT0)
                                        : new Computed();
        };
        if (place instanceof Constant) {
            boolean value = !expression.atEnd() && expression.u8() == DW_OP_STACK_VALUE && expression.atEnd();
            return value ? place : new Computed();
        }
        return expression.atEnd() ? place : new Computed();
    }
}
