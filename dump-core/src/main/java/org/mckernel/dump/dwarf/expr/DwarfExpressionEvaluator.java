package org.mckernel.dump.dwarf.expr;

import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_ADDR;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_ADDRX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_BRA;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_BREG0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_BREGX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CALL_FRAME_CFA;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST1S;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST1U;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST2S;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST2U;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST4S;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST4U;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONSTS;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONSTU;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONSTX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONST_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_CONVERT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DEREF;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DEREF_SIZE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DEREF_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DROP;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DUP;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_ENTRY_VALUE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_FBREG;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_ADDR_INDEX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_CONST_INDEX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_CONST_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_CONVERT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_DEREF_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_ENTRY_VALUE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_IMPLICIT_POINTER;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_REGVAL_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GNU_REINTERPRET;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_IMPLICIT_POINTER;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_IMPLICIT_VALUE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_LIT0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_NOP;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_OVER;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_PICK;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_PIECE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REG0;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REGVAL_TYPE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REGX;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_REINTERPRET;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_ROT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_SKIP;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_STACK_VALUE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_SWAP;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_ADDRESS;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_BOOLEAN;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_SIGNED;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_SIGNED_CHAR;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_UNSIGNED;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_UNSIGNED_CHAR;
import static org.mckernel.dump.dwarf.unit.BaseEncoding.DW_ATE_UTF;

import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfUnit;

/**
 * Runs one expression of DWARF (DWARF 5, 2.5), of a location or of call-frame information, in a frame: at most
 * {@link #MOST_STEPS} operations.
 */
public final class DwarfExpressionEvaluator {
    private static final int MOST_STEPS = 10_000;
    private static final int ADDRESS_BITS = Long.SIZE;

    /** Null in call-frame information, which is of no unit. */
    private final DwarfUnit unit;

    private final FrameState frame;
    private final Surroundings around;
    private final ExpressionStack stack = new ExpressionStack();
    private final LocationPieces pieces;

    /** The location of the value; null as long as it is on the stack, as an address. */
    private VariableValue found;

    /** Context of an expression beyond its frame. */
    public interface Surroundings {
        /** The function's frame base. */
        long frameBase() throws UnknownLocationException, MalformedFileException;

        /** The value of an expression at the function's entry. */
        long atEntry(DwarfCursor expression) throws UnknownLocationException, MalformedFileException;
    }

    /** @param unit that the expression is in; null in call-frame information */
    public DwarfExpressionEvaluator(DwarfUnit unit, FrameState frame, Surroundings around) {
        this.unit = unit;
        this.frame = frame;
        this.around = around;
        this.pieces = new LocationPieces(frame.memory());
    }

    /** The location of the variable. */
    public VariableValue location(DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        if (cursor.atEnd()) {
            return VariableValue.optimizedOut();
        }
        run(cursor);
        return pieces.isEmpty() ? here() : pieces.assembled();
    }

    /** The value of an expression that computes one, as frame bases and parameters of calls. */
    public long value(DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        run(cursor);
        if (found instanceof VariableValue.Content content
                && content.bytes().bytes().isPresent()) {
            return content.bytes().number();
        }
        return stack.pop();
    }

    /** The value of an expression of call-frame information, which may begin with a value on the stack. */
    public long callFrameValue(DwarfCursor cursor, OptionalLong first)
            throws UnknownLocationException, MalformedFileException {
        if (first.isPresent()) {
            stack.push(first.getAsLong());
        }
        run(cursor);
        if (found != null || !pieces.isEmpty()) {
            throw new UnknownLocationException("a broken expression: call-frame information computes values only");
        }
        return stack.pop();
    }

    private DwarfUnit unit() throws UnknownLocationException {
        if (unit == null) {
            throw new UnknownLocationException("a broken expression: call-frame information is of no unit");
        }
        return unit;
    }

    private int addressSize() {
        return unit == null ? Long.BYTES : unit.encoding().addressSize();
    }

    private VariableValue here() throws UnknownLocationException {
        return found != null
                ? found
                : stack.isEmpty() ? VariableValue.optimizedOut() : new VariableValue.Memory(stack.pop());
    }

    private void run(DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        for (int i = 0; !cursor.atEnd(); i++) {
            if (i >= MOST_STEPS) {
                throw new UnknownLocationException("its location is an endless expression");
            }
            step(cursor.u8(), cursor);
        }
    }

    private void step(int op, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        if (DwarfOperation.isLiteral(op)) {
            stack.push(op - DW_OP_LIT0);
        } else if (DwarfOperation.isRegister(op)) {
            found = new VariableValue.Content(
                    ReadResult.of(LocationPieces.bytes(register(op - DW_OP_REG0), Long.BYTES)));
        } else if (DwarfOperation.isBasedOnRegister(op)) {
            stack.push(register(op - DW_OP_BREG0) + cursor.sleb());
        } else if (ExpressionStack.calculates(op)) {
            stack.calculate(op, cursor);
        } else if (op >= DW_OP_CONST1U && op <= DW_OP_CONSTS) {
            stack.push(constant(op, cursor));
        } else if (op >= DW_OP_REGX) {
            place(op, cursor);
        } else {
            move(op, cursor);
        }
    }

    private static long constant(int op, DwarfCursor cursor) throws MalformedFileException {
        return switch (op) {
            case DW_OP_CONST1U -> cursor.u8();
            case DW_OP_CONST1S -> (byte) cursor.u8();
            case DW_OP_CONST2U -> cursor.u16();
            case DW_OP_CONST2S -> (short) cursor.u16();
            case DW_OP_CONST4U -> cursor.u32();
            case DW_OP_CONST4S -> (int) cursor.u32();
            case DW_OP_CONSTU -> cursor.uleb();
            case DW_OP_CONSTS -> cursor.sleb();
            default -> cursor.i64();
        };
    }

    /** Stack operations, memory reads and jumps. */
    private void move(int op, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        switch (op) {
            case DW_OP_ADDR -> stack.push(cursor.relocated(unit().encoding().addressSize()));
            case DW_OP_DEREF -> stack.push(read(stack.pop(), addressSize()));
            case DW_OP_DUP -> stack.pick(0);
            case DW_OP_DROP -> stack.pop();
            case DW_OP_OVER -> stack.pick(1);
            case DW_OP_PICK -> stack.pick(cursor.u8());
            case DW_OP_SWAP -> stack.rotate(1);
            case DW_OP_ROT -> stack.rotate(2);
            case DW_OP_BRA -> jump(cursor, stack.pop() != 0);
            case DW_OP_SKIP -> jump(cursor, true);
            default -> throw new UnknownLocationException("its location needs DW_OP 0x%x".formatted(op));
        }
    }

    private static void jump(DwarfCursor cursor, boolean taken) throws MalformedFileException {
        int distance = (short) cursor.u16();
        if (taken) {
            cursor.seek(cursor.position() + distance);
        }
    }

    /** The operations that came with DWARF 2 to 5 for registers, pieces, values and types. */
    private void place(int op, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        switch (op) {
            case DW_OP_REGX ->
                found = new VariableValue.Content(
                        ReadResult.of(LocationPieces.bytes(register(cursor.uleb()), Long.BYTES)));
            case DW_OP_FBREG -> stack.push(around.frameBase() + cursor.sleb());
            case DW_OP_BREGX -> stack.push(register(cursor.uleb()) + cursor.sleb());
            case DW_OP_PIECE -> {
                pieces.add(here(), cursor.uleb());
                found = null;
            }
            case DW_OP_DEREF_SIZE -> stack.push(read(stack.pop(), cursor.u8()));
            case DW_OP_NOP -> {}
            case DW_OP_CALL_FRAME_CFA ->
                stack.push(
                        frame.cfa().orElseThrow(() -> new UnknownLocationException("its frame's address is unknown")));
            case DW_OP_IMPLICIT_VALUE ->
                found = new VariableValue.Content(ReadResult.of(LocationPieces.block(cursor, cursor.uleb())));
            case DW_OP_STACK_VALUE ->
                found = new VariableValue.Content(ReadResult.of(LocationPieces.bytes(stack.pop(), Long.BYTES)));
            case DW_OP_IMPLICIT_POINTER, DW_OP_GNU_IMPLICIT_POINTER ->
                throw new UnknownLocationException("synthetic pointer");
            case DW_OP_ADDRX, DW_OP_GNU_ADDR_INDEX, DW_OP_CONSTX, DW_OP_GNU_CONST_INDEX ->
                stack.push(AddressRanges.indexedAddress(unit(), cursor.uleb()));
            case DW_OP_ENTRY_VALUE, DW_OP_GNU_ENTRY_VALUE -> {
                long length = cursor.uleb();
                long start = cursor.position();
                cursor.skip(length);
                stack.push(around.atEntry(new DwarfCursor(cursor.section(), start, start + length)));
            }
            case DW_OP_CONST_TYPE, DW_OP_GNU_CONST_TYPE -> {
                int type = type(cursor.uleb());
                byte[] block = LocationPieces.block(cursor, cursor.u8());
                stack.push(ReadResult.of(block).number(), type);
            }
            case DW_OP_REGVAL_TYPE, DW_OP_GNU_REGVAL_TYPE -> {
                long value = register(cursor.uleb());
                stack.push(value, type(cursor.uleb()));
            }
            case DW_OP_DEREF_TYPE, DW_OP_GNU_DEREF_TYPE -> {
                long value = read(stack.pop(), cursor.u8());
                stack.push(value, type(cursor.uleb()));
            }
            case DW_OP_CONVERT, DW_OP_GNU_CONVERT -> stack.convert(type(cursor.uleb()));
            case DW_OP_REINTERPRET, DW_OP_GNU_REINTERPRET -> stack.reinterpret(type(cursor.uleb()));
            default -> throw new UnknownLocationException("its location needs DW_OP 0x%x".formatted(op));
        }
    }

    private long register(long number) throws UnknownLocationException {
        return frame.registers()
                .getOrCarried(Math.clamp(number, -1, Integer.MAX_VALUE))
                .orElseThrow(() -> new UnknownLocationException("not saved"));
    }

    private long read(long address, int size) throws UnknownLocationException {
        if (size < 1 || size > Long.BYTES) {
            throw new UnknownLocationException("its location is a broken expression");
        }
        ReadResult readout = ReadResult.at(frame.memory(), address, size);
        if (readout.bytes().isEmpty()) {
            throw new UnknownLocationException(readout.why());
        }
        return readout.number();
    }

    /** The integer type at an offset in the unit, as {@link ExpressionStack} has it. */
    private int type(long offset) throws UnknownLocationException, MalformedFileException {
        if (offset == 0) {
            return 0;
        }
        DwarfUnit own = unit();
        Optional<Die> die = offset < 0 || offset >= own.end() - own.offset()
                ? Optional.empty()
                : Optional.ofNullable(Die.at(own, own.offset() + offset));
        AttributeValue size = die.isEmpty() ? null : die.get().attribute(Attribute.BYTE_SIZE);
        AttributeValue encoding = die.isEmpty() ? null : die.get().attribute(Attribute.ENCODING);
        long bits = size == null ? 0 : size.unsigned() * Byte.SIZE;
        int kind = encoding == null ? 0 : (int) encoding.unsigned();
        boolean signed = kind == DW_ATE_SIGNED || kind == DW_ATE_SIGNED_CHAR;
        if (bits < 1 || bits > ADDRESS_BITS || !(signed || isUnsigned(kind))) {
            throw new UnknownLocationException("its location needs a type that is not an integer");
        }
        int width = (int) bits;
        return signed ? -width : width;
    }

    private static boolean isUnsigned(int kind) {
        return switch (kind) {
            case DW_ATE_ADDRESS, DW_ATE_BOOLEAN, DW_ATE_UNSIGNED, DW_ATE_UNSIGNED_CHAR, DW_ATE_UTF -> true;
            default -> false; // floating point, decimal and fixed-point numbers, which are not computed with
        };
    }
}
