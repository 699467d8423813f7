package org.mckernel.dump.dwarf.expr;

import java.util.Optional;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfUnit;

/** Runs one expression of DWARF (DWARF 5, 2.5) in a frame, at most {@link #MOST_STEPS} operations. */
public final class DwarfExpressionEvaluator {
    private static final int MOST_STEPS = 10_000;
    private static final int ADDRESS_BITS = Long.SIZE;

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

    private VariableValue here() throws UnknownLocationException {
        return found != null
                ? found
                : stack.isEmpty() ? VariableValue.optimizedOut() : new VariableValue.Memory(stack.pop());
    }

    private void run(DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        for (int i = 0; !cursor.atEnd(); i++) {
            if (i == MOST_STEPS) {
                throw new UnknownLocationException("its location is an endless expression");
            }
            step(cursor.u8(), cursor);
        }
    }

    private void step(int op, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        if (op >= 0x30 && op <= 0x4f) {
            stack.push(op - 0x30);
        } else if (op >= 0x50 && op <= 0x6f) {
            found = new VariableValue.Content(ReadResult.of(LocationPieces.bytes(register(op - 0x50), Long.BYTES)));
        } else if (op >= 0x70 && op <= 0x8f) {
            stack.push(register(op - 0x70) + cursor.sleb());
        } else if ((op >= 0x19 && op <= 0x27) || (op >= 0x29 && op <= 0x2e)) {
            stack.calculate(op, cursor);
        } else if (op >= 0x08 && op <= 0x11) {
            stack.push(constant(op, cursor));
        } else if (op >= 0x90) {
            place(op, cursor);
        } else {
            move(op, cursor);
        }
    }

    private static long constant(int op, DwarfCursor cursor) throws MalformedFileException {
        return switch (op) {
            case 0x08 -> cursor.u8();
            case 0x09 -> (byte) cursor.u8();
            case 0x0a -> cursor.u16();
            case 0x0b -> (short) cursor.u16();
            case 0x0c -> cursor.u32();
            case 0x0d -> (int) cursor.u32();
            case 0x10 -> cursor.uleb();
            case 0x11 -> cursor.sleb();
            default -> cursor.i64();
        };
    }

    /** Stack operations, memory reads and jumps. */
    private void move(int op, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        switch (op) {
            case 0x03 -> stack.push(cursor.relocated(unit.encoding().addressSize()));
            case 0x06 -> stack.push(read(stack.pop(), unit.encoding().addressSize()));
            case 0x12 -> stack.pick(0);
            case 0x13 -> stack.pop();
            case 0x14 -> stack.pick(1);
            case 0x15 -> stack.pick(cursor.u8());
            case 0x16 -> stack.rotate(1);
            case 0x17 -> stack.rotate(2);
            case 0x28 -> jump(cursor, stack.pop() != 0);
            case 0x2f -> jump(cursor, true);
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
            case 0x90 ->
                found = new VariableValue.Content(
                        ReadResult.of(LocationPieces.bytes(register(cursor.uleb()), Long.BYTES)));
            case 0x91 -> stack.push(around.frameBase() + cursor.sleb());
            case 0x92 -> stack.push(register(cursor.uleb()) + cursor.sleb());
            case 0x93 -> {
                pieces.add(here(), cursor.uleb());
                found = null;
            }
            case 0x94 -> stack.push(read(stack.pop(), cursor.u8()));
            case 0x96 -> {}
            case 0x9c ->
                stack.push(
                        frame.cfa().orElseThrow(() -> new UnknownLocationException("its frame's address is unknown")));
            case 0x9e -> found = new VariableValue.Content(ReadResult.of(LocationPieces.block(cursor, cursor.uleb())));
            case 0x9f ->
                found = new VariableValue.Content(ReadResult.of(LocationPieces.bytes(stack.pop(), Long.BYTES)));
            case 0xa0, 0xf2 -> throw new UnknownLocationException("synthetic pointer");
            case 0xa1, 0xfb, 0xa2, 0xfc -> stack.push(AddressRanges.indexedAddress(unit, cursor.uleb()));
            case 0xa3, 0xf3 -> {
                long length = cursor.uleb();
                long start = cursor.position();
                cursor.skip(length);
                stack.push(around.atEntry(new DwarfCursor(cursor.section(), start, start + length)));
            }
            case 0xa4, 0xf4 -> {
                int type = type(cursor.uleb());
                byte[] block = LocationPieces.block(cursor, cursor.u8());
                stack.push(ReadResult.of(block).number(), type);
            }
            case 0xa5, 0xf5 -> {
                long value = register(cursor.uleb());
                stack.push(value, type(cursor.uleb()));
            }
            case 0xa6, 0xf6 -> {
                long value = read(stack.pop(), cursor.u8());
                stack.push(value, type(cursor.uleb()));
            }
            case 0xa8, 0xa9, 0xf7, 0xf9 -> stack.convert(type(cursor.uleb()));
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
        Optional<Die> die = offset < 0 || offset >= unit.end() - unit.offset()
                ? Optional.empty()
                : Optional.ofNullable(Die.at(unit, unit.offset() + offset));
        AttributeValue size = die.isEmpty() ? null : die.get().attribute(Attribute.BYTE_SIZE);
        AttributeValue encoding = die.isEmpty() ? null : die.get().attribute(Attribute.ENCODING);
        long bits = size == null ? 0 : size.unsigned() * Byte.SIZE;
        int kind = encoding == null ? 0 : (int) encoding.unsigned();
        if (bits < 1 || bits > ADDRESS_BITS || kind == 3 || kind == 4) {
            throw new UnknownLocationException("its location needs a type that is not an integer");
        }
        int width = (int) bits;
        return kind == 5 || kind == 6 ? -width : width;
    }
}
