package org.mckernel.dump.dwarf;

import java.util.Optional;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.DwarfExpressionEvaluator;
import org.mckernel.dump.dwarf.expr.FrameState;
import org.mckernel.dump.dwarf.expr.LocationLists;
import org.mckernel.dump.dwarf.expr.LocationPieces;
import org.mckernel.dump.dwarf.expr.UnknownLocationException;
import org.mckernel.dump.dwarf.expr.VariableValue;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfUnits;

/**
 * Where the variables of a function are in one of its frames. Values from a function's entry are found in its caller's
 * debug information, if that call is known to have been made.
 */
final class FrameVariables {
    private static final int LONGEST_CHAIN = 16;

    private final DebugInfo info;
    private final DwarfUnits units;
    private final Die function;
    private final FrameState frame;
    private final int depth;

    FrameVariables(DebugInfo info, DwarfUnits units, Die function, FrameState frame, int depth) {
        this.info = info;
        this.units = units;
        this.function = function;
        this.frame = frame;
        this.depth = depth;
    }

    private final class Around implements DwarfExpressionEvaluator.Surroundings {
        private boolean inFrameBase;

        @Override
        public long frameBase() throws UnknownLocationException, MalformedFileException {
            AttributeValue base = function.attribute(Attribute.FRAME_BASE);
            Optional<DwarfCursor> expression = base == null ? Optional.empty() : LocationLists.at(base, frame.pc());
            if (expression.isEmpty() || inFrameBase) {
                throw new UnknownLocationException("its function has no frame base");
            }
            inFrameBase = true;
            long value = new DwarfExpressionEvaluator(function.unit(), frame, this).value(expression.get());
            inFrameBase = false;
            return value;
        }

        @Override
        public long atEntry(DwarfCursor expression) throws UnknownLocationException, MalformedFileException {
            return entryValue(expression);
        }
    }

    /** Where a variable is. */
    VariableValue of(Die variable) throws MalformedFileException {
        AttributeValue location = inherited(variable, Attribute.LOCATION);
        if (location == null) {
            AttributeValue constant = inherited(variable, Attribute.CONST_VALUE);
            return constant == null ? VariableValue.optimizedOut() : constant(constant);
        }
        Optional<DwarfCursor> expression = LocationLists.at(location, frame.pc());
        if (expression.isEmpty()) {
            return VariableValue.optimizedOut();
        }
        try {
            return new DwarfExpressionEvaluator(location.unit(), frame, new Around()).location(expression.get());
        } catch (UnknownLocationException e) {
            return VariableValue.unknown(e.getMessage());
        }
    }

    private static VariableValue constant(AttributeValue value) throws MalformedFileException {
        if (value.isConstant()) {
            return new VariableValue.Content(ReadResult.of(LocationPieces.bytes(value.unsigned(), Long.BYTES)));
        }
        if (value.isExpression()) {
            DwarfCursor block = value.expression();
            return new VariableValue.Content(
                    ReadResult.of(LocationPieces.block(block, block.limit() - block.position())));
        }
        return VariableValue.unknown("a constant of form 0x%x".formatted(value.form()));
    }

    private AttributeValue inherited(Die die, int attribute) throws MalformedFileException {
        Die at = die;
        for (int i = 0; i < LONGEST_CHAIN && at != null; i++) {
            AttributeValue value = at.attribute(attribute);
            if (value != null) {
                return value;
            }
            AttributeValue origin = at.attribute(Attribute.ABSTRACT_ORIGIN);
            at = origin == null ? null : origin.reference(units);
        }
        return null;
    }

    /** The value of a register that the caller set before the call. */
    private long entryValue(DwarfCursor expression) throws UnknownLocationException, MalformedFileException {
        long register = CallSites.register(expression);
        Optional<FrameState> caller = frame.caller().get();
        if (register < 0 || caller.isEmpty() || depth >= LONGEST_CHAIN) {
            throw new UnknownLocationException("optimized out");
        }
        Optional<Die> outer = info.function(caller.get().pc());
        if (outer.isPresent()) {
            FrameVariables there = new FrameVariables(info, units, outer.get(), caller.get(), depth + 1);
            Optional<Die> site = CallSites.returningTo(outer.get(), caller.get().pc() + 1);
            Optional<DwarfCursor> value = site.isPresent() && there.leadsTo(function, site.get())
                    ? CallSites.parameter(site.get(), register)
                    : Optional.empty();
            if (value.isPresent()) {
                return new DwarfExpressionEvaluator(site.get().unit(), caller.get(), there.new Around())
                        .value(value.get());
            }
        }
        throw new UnknownLocationException("optimized out");
    }

    /**
     * True if a call of this frame is known to be one of that function: a tail call may have led to another function.
     */
    private boolean leadsTo(Die callee, Die site) throws UnknownLocationException, MalformedFileException {
        Optional<Die> called = CallSites.called(site, units);
        if (called.isPresent()) {
            return info.name(called.get()).equals(info.name(callee));
        }
        Optional<DwarfCursor> target = CallSites.target(site);
        AttributeValue start = callee.attribute(Attribute.LOW_PC);
        return target.isPresent()
                && start != null
                && new DwarfExpressionEvaluator(site.unit(), frame, new Around()).value(target.get())
                        == AddressRanges.address(start);
    }
}
