package org.mckernel.dump.dwarf.expr;

import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/**
 * An expression of call-frame information (DWARF 5, 6.4.2): entries of a procedure linkage table, signal frames and
 * functions that realign their stack have some. It is of no compilation unit, so operations that need one have no
 * value. Safe for several threads; lives as long as the file it is from is open.
 */
public final class CallFrameExpression {
    private final DwarfSection section;
    private final long start;
    private final long end;

    public CallFrameExpression(DwarfSection section, long start, long end) {
        this.section = section;
        this.start = start;
        this.end = end;
    }

    /** What call-frame information says is all that is known of the function. */
    private static final class Nothing implements DwarfExpressionEvaluator.Surroundings {
        @Override
        public long frameBase() throws UnknownLocationException {
            throw new UnknownLocationException("call-frame information has no frame base");
        }

        @Override
        public long atEntry(DwarfCursor expression) throws UnknownLocationException {
            throw new UnknownLocationException("call-frame information has no values at entry");
        }
    }

    /**
     * Computes it.
     *
     * @param registers of the frame; those that calls may have changed do not count
     * @param memory that addresses are in
     * @param cfa what the stack begins with: the canonical frame address for a register's rule, nothing for the
     *        canonical frame address itself
     * @return empty when a register or memory that it needs is not known, or it is damaged
     */
    public OptionalLong value(Registers registers, VirtualMemory memory, OptionalLong cfa) {
        FrameState frame = new FrameState(0, registers.certain(), OptionalLong.empty(), memory, Optional::empty);
        try {
            DwarfExpressionEvaluator machine = new DwarfExpressionEvaluator(null, frame, new Nothing());
            return OptionalLong.of(machine.callFrameValue(new DwarfCursor(section, start, end), cfa));
        } catch (UnknownLocationException | MalformedFileException e) {
            return OptionalLong.empty();
        }
    }
}
