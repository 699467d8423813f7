package org.mckernel.dump.dwarf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.expr.DwarfOperation;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfUnits;
import org.mckernel.dump.dwarf.unit.Tag;

/** The call sites of a function in debug information: their targets, parameters and return addresses. */
final class CallSites {
    private static final int MOST = 1 << 16;
    private static final int DEEPEST = 256;

    private CallSites() {}

    /** All calls in a function, including those in its blocks and inlined functions. */
    static List<Die> of(Die function) throws MalformedFileException {
        List<Die> sites = new ArrayList<>();
        collect(function, sites, 0);
        return sites;
    }

    private static void collect(Die parent, List<Die> sites, int depth) throws MalformedFileException {
        for (Die die = depth >= DEEPEST ? null : parent.firstChild();
                die != null && sites.size() < MOST;
                die = die.next()) {
            if (die.tag() == Tag.CALL_SITE || die.tag() == Tag.GNU_CALL_SITE) {
                sites.add(die);
            } else if (die.tag() == Tag.LEXICAL_BLOCK || die.tag() == Tag.INLINED_SUBROUTINE) {
                collect(die, sites, depth + 1);
            }
        }
    }

    /** The call that returns to an address. */
    static Optional<Die> returningTo(Die function, long address) throws MalformedFileException {
        for (Die site : of(function)) {
            if (returnAddress(site) == address) {
                return Optional.of(site);
            }
        }
        return Optional.empty();
    }

    private static AttributeValue first(Die die, int attribute, int other) throws MalformedFileException {
        AttributeValue value = die.attribute(attribute);
        return value == null ? die.attribute(other) : value;
    }

    /** The return address of a call; for a tail call the address after its jump. 0 when unknown. */
    static long returnAddress(Die site) throws MalformedFileException {
        AttributeValue address = first(site, Attribute.CALL_RETURN_PC, Attribute.LOW_PC);
        return address == null ? 0 : AddressRanges.address(address);
    }

    /** True for a jump to a function that will return to this one's caller. */
    static boolean isTailCall(Die site) throws MalformedFileException {
        AttributeValue flag = first(site, Attribute.CALL_TAIL_CALL, Attribute.GNU_TAIL_CALL);
        return flag != null && flag.flag();
    }

    /** The function called; empty for calls through pointers. */
    static Optional<Die> called(Die site, DwarfUnits units) throws MalformedFileException {
        AttributeValue origin = first(site, Attribute.CALL_ORIGIN, Attribute.ABSTRACT_ORIGIN);
        return origin == null ? Optional.empty() : Optional.ofNullable(origin.reference(units));
    }

    /** The expression that computes, in the calling frame, the called address. */
    static Optional<DwarfCursor> target(Die site) throws MalformedFileException {
        AttributeValue target = first(site, Attribute.CALL_TARGET, Attribute.GNU_CALL_SITE_TARGET);
        return target == null || !target.isExpression() ? Optional.empty() : Optional.of(target.expression());
    }

    /** The expression that computes, in the calling frame, the value of a register at the callee's entry. */
    static Optional<DwarfCursor> parameter(Die site, long register) throws MalformedFileException {
        for (Die die = site.firstChild(); die != null; die = die.next()) {
            if (die.tag() == Tag.CALL_SITE_PARAMETER || die.tag() == Tag.GNU_CALL_SITE_PARAMETER) {
                AttributeValue place = die.attribute(Attribute.LOCATION);
                AttributeValue value = first(die, Attribute.CALL_VALUE, Attribute.GNU_CALL_SITE_VALUE);
                if (place != null
                        && value != null
                        && place.isExpression()
                        && value.isExpression()
                        && register == register(place.expression())) {
                    return Optional.of(value.expression());
                }
            }
        }
        return Optional.empty();
    }

    /** The register of an expression that only names a register; −1 for others. */
    static long register(DwarfCursor expression) throws MalformedFileException {
        int op = expression.atEnd() ? 0 : expression.u8();
        long register = DwarfOperation.isRegister(op)
                ? op - DwarfOperation.DW_OP_REG0
                : op == DwarfOperation.DW_OP_REGX ? expression.uleb() : -1;
        return expression.atEnd() ? register : -1;
    }
}
