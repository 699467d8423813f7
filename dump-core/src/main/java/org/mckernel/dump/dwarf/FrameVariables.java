package org.mckernel.dump.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.Readout;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Where the variables of a function are in one of its frames. Values from a function's entry are found in its caller's
 * debug information, if that call is known to have led here.
 */
final class FrameVariables {
    private static final int LONGEST_CHAIN = 16;
    private static final int CALL_SITE = 0x48;
    private static final int CALL_SITE_PARAMETER = 0x49;
    private static final int GNU_CALL_SITE = 0x4109;
    private static final int GNU_CALL_SITE_PARAMETER = 0x410a;
    private static final int CALL_RETURN_PC = 0x7d;
    private static final int CALL_VALUE = 0x7e;
    private static final int CALL_ORIGIN = 0x7f;
    private static final int CALL_TARGET = 0x83;
    private static final int LOW_PC = 0x11;
    private static final int GNU_CALL_SITE_VALUE = 0x2111;
    private static final int GNU_CALL_SITE_TARGET = 0x2113;

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

    private final class Around implements LocationMachine.Surroundings {
        private boolean inFrameBase;

        @Override
        public long frameBase() throws UnknownLocationException, MalformedFileException {
            AttributeValue base = function.attribute(Attribute.FRAME_BASE);
            Optional<DwarfCursor> expression = base == null
                    ? Optional.empty()
                    : LocationLists.at(base, frame.pc());
            if (expression.isEmpty() || inFrameBase) {
                throw new UnknownLocationException("its function's frame base is not told");
            }
            inFrameBase = true;
            long value = new LocationMachine(function.unit(), frame, this).value(expression.get());
            inFrameBase = false;
            return value;
        }

        @Override
        public long atEntry(DwarfCursor expression) throws UnknownLocationException, MalformedFileException {
            return entryValue(expression);
        }
    }

    /** Where a variable is. */
    Location of(Die variable) throws MalformedFileException {
        AttributeValue location = inherited(variable, Attribute.LOCATION);
        if (location == null) {
            AttributeValue constant = inherited(variable, Attribute.CONST_VALUE);
            return constant == null ? Location.optimizedOut() : constant(constant);
        }
        Optional<DwarfCursor> expression = LocationLists.at(location, frame.pc());
        if (expression.isEmpty()) {
            return Location.optimizedOut();
        }
        try {
            return new LocationMachine(location.unit(), frame, new Around()).location(expression.get());
        } catch (UnknownLocationException e) {
            return Location.unknown(e.getMessage());
        }
    }

    private static Location constant(AttributeValue value) throws MalformedFileException {
        if (value.isConstant()) {
            return new Location.Content(Readout.of(LocationPieces.bytes(value.unsigned(), Long.BYTES)));
        }
        if (value.isExpression()) {
            DwarfCursor block = value.expression();
            return new Location.Content(Readout.of(LocationPieces.block(block, block.limit() - block.position())));
        }
        return Location.unknown("a constant of form 0x%x".formatted(value.form()));
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

    /** What the caller put into a register before the call. */
    private long entryValue(DwarfCursor expression) throws UnknownLocationException, MalformedFileException {
        int op = expression.atEnd() ? 0 : expression.u8();
        long register = op >= 0x50 && op <= 0x6f ? op - 0x50 : op == 0x90 ? expression.uleb() : -1;
        Optional<FrameState> caller = frame.caller().get();
        if (register < 0 || caller.isEmpty() || depth == LONGEST_CHAIN) {
            throw new UnknownLocationException("optimized out");
        }
        Optional<Die> outer = info.function(caller.get().pc());
        if (outer.isPresent()) {
            FrameVariables there = new FrameVariables(info, units, outer.get(), caller.get(), depth + 1);
            Optional<Die> site = callSite(outer.get(), caller.get().pc() + 1);
            if (site.isPresent() && there.leadsTo(function, site.get())) {
                for (Die child : parameters(site.get())) {
                    AttributeValue place = child.attribute(Attribute.LOCATION);
                    AttributeValue value = first(child, CALL_VALUE, GNU_CALL_SITE_VALUE);
                    if (place != null && value != null && place.isExpression() && value.isExpression()
                            && register == registerOf(place.expression())) {
                        return new LocationMachine(child.unit(), caller.get(), there.new Around()).value(value
                                .expression());
                    }
                }
            }
        }
        throw new UnknownLocationException("optimized out");
    }

    private static long registerOf(DwarfCursor expression) throws MalformedFileException {
        int op = expression.atEnd() ? 0 : expression.u8();
        long register = op >= 0x50 && op <= 0x6f ? op - 0x50 : op == 0x90 ? expression.uleb() : -1;
        return expression.atEnd() ? register : -1;
    }

    private static AttributeValue first(Die die, int attribute, int other) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
        return value == null ? die.attribute(other) : value;
    }

    /** The call that returns to an address, anywhere in a function. */
    private static Optional<Die> callSite(Die parent, long returnsTo) throws MalformedFileException {
        for (Die die = parent.firstChild(); die != null; die = die.next()) {
            if (die.tag() == CALL_SITE || die.tag() == GNU_CALL_SITE) {
                AttributeValue pc = first(die, CALL_RETURN_PC, LOW_PC);
                if (pc != null && AddressRanges.address(pc) == returnsTo) {
                    return Optional.of(die);
                }
            } else if (die.tag() == Tag.LEXICAL_BLOCK || die.tag() == Tag.INLINED_SUBROUTINE) {
                Optional<Die> inner = callSite(die, returnsTo);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    private static List<Die> parameters(Die site) throws MalformedFileException {
        List<Die> parameters = new ArrayList<>();
        for (Die die = site.firstChild(); die != null; die = die.next()) {
            if (die.tag() == CALL_SITE_PARAMETER || die.tag() == GNU_CALL_SITE_PARAMETER) {
                parameters.add(die);
            }
        }
        return parameters;
    }

    /** True if a call of this frame is known to be one of that function: a tail call may have led elsewhere. */
    private boolean leadsTo(Die callee, Die site) throws UnknownLocationException, MalformedFileException {
        AttributeValue origin = first(site, CALL_ORIGIN, Attribute.ABSTRACT_ORIGIN);
        if (origin != null) {
            Die called = origin.reference(units);
            return called != null && info.name(called).equals(info.name(callee));
        }
        AttributeValue target = first(site, CALL_TARGET, GNU_CALL_SITE_TARGET);
        AttributeValue start = callee.attribute(LOW_PC);
        return target != null && target.isExpression() && start != null
                && new LocationMachine(site.unit(), frame, new Around()).value(target.expression()) == AddressRanges
                        .address(start);
    }
}
