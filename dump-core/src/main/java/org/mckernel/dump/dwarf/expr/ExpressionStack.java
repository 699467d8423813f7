package org.mckernel.dump.dwarf.expr;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;

/** The stack that an expression works on. Values are of the generic type, 64 bits, or of a given integer type. */
final class ExpressionStack {
    private static final int DEEPEST = 256;
    private static final int GENERIC = 0;

    private final List<Entry> entries = new ArrayList<>();

    /** @param type bits of the value's type, negative if it is signed; 0 for the generic type */
    private record Entry(long value, int type) {}

    private static long fit(long value, int type) {
        int unused = Long.SIZE - Math.abs(type);
        if (type == GENERIC || unused == 0) {
            return value;
        }
        return type < 0 ? value << unused >> unused : value << unused >>> unused;
    }

    void push(long value) throws UnknownLocationException {
        push(value, GENERIC);
    }

    void push(long value, int type) throws UnknownLocationException {
        if (entries.size() == DEEPEST) {
            throw new UnknownLocationException("its location is too deep an expression");
        }
        entries.add(new Entry(fit(value, type), type));
    }

    private Entry take() throws UnknownLocationException {
        if (entries.isEmpty()) {
            throw new UnknownLocationException("its location is a broken expression");
        }
        return entries.removeLast();
    }

    long pop() throws UnknownLocationException {
        return take().value();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Pushes a copy of the value at a depth. */
    void pick(int depth) throws UnknownLocationException {
        if (depth < 0 || depth >= entries.size()) {
            throw new UnknownLocationException("its location is a broken expression");
        }
        Entry entry = entries.get(entries.size() - 1 - depth);
        push(entry.value(), entry.type());
    }

    /** Moves the top value below that many others. */
    void rotate(int others) throws UnknownLocationException {
        Entry top = take();
        if (others > entries.size()) {
            throw new UnknownLocationException("its location is a broken expression");
        }
        entries.add(entries.size() - others, top);
    }

    /** Converts the top value to another type. */
    void convert(int type) throws UnknownLocationException {
        push(pop(), type);
    }

    /** The operations on one or two values, {@code DW_OP_abs} to {@code DW_OP_ne} without the jumps. */
    void calculate(int operation, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        Entry top = take();
        switch (operation) {
            case 0x19 -> push(Math.abs(top.value()), top.type());
            case 0x1f -> push(-top.value(), top.type());
            case 0x20 -> push(~top.value(), top.type());
            case 0x23 -> push(top.value() + cursor.uleb(), top.type());
            default -> {
                Entry below = take();
                boolean comparison = operation >= 0x29 && operation <= 0x2e;
                push(calculate(operation, below, top.value()), comparison ? GENERIC : below.type());
            }
        }
    }

    private static long calculate(int operation, Entry left, long right) throws UnknownLocationException {
        long value = left.value();
        // narrower unsigned values are stored as positive numbers; the generic type compares and divides signed
        boolean unsigned = left.type() == Long.SIZE;
        int order = unsigned ? Long.compareUnsigned(value, right) : Long.compare(value, right);
        boolean far = right < 0 || right >= Long.SIZE;
        return switch (operation) {
            case 0x1a -> value & right;
            case 0x1b -> unsigned ? Long.divideUnsigned(value, nonZero(right)) : value / nonZero(right);
            case 0x1c -> value - right;
            case 0x1d -> left.type() < 0 ? value % nonZero(right) : Long.remainderUnsigned(value, nonZero(right));
            case 0x1e -> value * right;
            case 0x21 -> value | right;
            case 0x22 -> value + right;
            case 0x24 -> far ? 0 : value << right;
            case 0x25 -> far ? 0 : value >>> right;
            case 0x26 -> value >> (far ? Long.SIZE - 1 : right);
            case 0x27 -> value ^ right;
            case 0x29 -> value == right ? 1 : 0;
            case 0x2a -> order >= 0 ? 1 : 0;
            case 0x2b -> order > 0 ? 1 : 0;
            case 0x2c -> order <= 0 ? 1 : 0;
            case 0x2d -> order < 0 ? 1 : 0;
            case 0x2e -> value != right ? 1 : 0;
            default -> throw new UnknownLocationException("its location needs DW_OP 0x%x".formatted(operation));
        };
    }

    private static long nonZero(long divisor) throws UnknownLocationException {
        if (divisor == 0) {
            throw new UnknownLocationException("its location divides by zero");
        }
        return divisor;
    }
}
