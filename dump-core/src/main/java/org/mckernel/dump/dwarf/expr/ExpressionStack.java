package org.mckernel.dump.dwarf.expr;

import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_ABS;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_AND;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_BRA;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_DIV;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_EQ;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_GT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_LE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_LT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_MINUS;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_MOD;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_MUL;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_NE;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_NEG;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_NOT;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_OR;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_PLUS;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_PLUS_UCONST;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_SHL;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_SHR;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_SHRA;
import static org.mckernel.dump.dwarf.expr.DwarfOperation.DW_OP_XOR;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;

/**
 * The stack that an expression works on. Values are of the generic type, 64 bits, or of an integer type that was named.
 */
public final class ExpressionStack {
    private static final int DEEPEST = 256;
    private static final int GENERIC = 0;

    private final List<Entry> entries = new ArrayList<>();

    /** @param type bits of the value's type, negative if it is signed; 0 for the generic type */
    private record Entry(long value, int type) {}

    private static int width(int type) {
        return type == GENERIC ? Long.SIZE : Math.abs(type);
    }

    private static long fit(long value, int type) {
        return type < 0 ? signed(value, type) : unsigned(value, type);
    }

    /** The bits that a type has, as a number with a sign. */
    private static long signed(long value, int type) {
        int unused = Long.SIZE - width(type);
        return value << unused >> unused;
    }

    /** The bits that a type has, as a number without a sign. */
    private static long unsigned(long value, int type) {
        int unused = Long.SIZE - width(type);
        return value << unused >>> unused;
    }

    void push(long value) throws UnknownLocationException {
        push(value, GENERIC);
    }

    void push(long value, int type) throws UnknownLocationException {
        if (entries.size() >= DEEPEST) {
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

    public long pop() throws UnknownLocationException {
        return take().value();
    }

    public boolean isEmpty() {
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

    /** Makes the top the same number, as far as another type holds it. */
    public void convert(int type) throws UnknownLocationException {
        push(pop(), type);
    }

    /** Makes the top the same bits in another type, which must be of the same width. */
    public void reinterpret(int type) throws UnknownLocationException {
        Entry top = take();
        if (width(top.type()) != width(type)) {
            throw new UnknownLocationException("its location is a broken expression");
        }
        push(top.value(), type);
    }

    /** True for an operation on one or two values, {@code DW_OP_abs} to {@code DW_OP_ne} without the jump. */
    static boolean calculates(int operation) {
        return operation >= DW_OP_ABS && operation <= DW_OP_NE && operation != DW_OP_BRA;
    }

    /** One of the operations on one or two values. */
    void calculate(int operation, DwarfCursor cursor) throws UnknownLocationException, MalformedFileException {
        Entry top = take();
        switch (operation) {
            case DW_OP_ABS -> push(Math.abs(signed(top.value(), top.type())), top.type());
            case DW_OP_NEG -> push(-top.value(), top.type());
            case DW_OP_NOT -> push(~top.value(), top.type());
            case DW_OP_PLUS_UCONST -> push(top.value() + cursor.uleb(), top.type());
            default -> {
                Entry below = take();
                boolean comparison = operation >= DW_OP_EQ && operation <= DW_OP_NE;
                push(calculate(operation, below, top.value()), comparison ? GENERIC : below.type());
            }
        }
    }

    /** DWARF 5, 2.5.1.4: shifts take the value's bits whatever the sign of its type, and work on the type's width. */
    private static long calculate(int operation, Entry left, long right) throws UnknownLocationException {
        long value = left.value();
        // narrower unsigned values are stored as positive numbers; the generic type compares and divides signed
        boolean unsigned = left.type() == Long.SIZE;
        int order = unsigned ? Long.compareUnsigned(value, right) : Long.compare(value, right);
        boolean far = right < 0 || right >= Long.SIZE;
        return switch (operation) {
            case DW_OP_AND -> value & right;
            case DW_OP_DIV -> unsigned ? Long.divideUnsigned(value, nonZero(right)) : value / nonZero(right);
            case DW_OP_MINUS -> value - right;
            case DW_OP_MOD -> left.type() < 0 ? value % nonZero(right) : Long.remainderUnsigned(value, nonZero(right));
            case DW_OP_MUL -> value * right;
            case DW_OP_OR -> value | right;
            case DW_OP_PLUS -> value + right;
            case DW_OP_SHL -> far ? 0 : value << right;
            case DW_OP_SHR -> far ? 0 : unsigned(value, left.type()) >>> right;
            case DW_OP_SHRA -> signed(value, left.type()) >> (far ? Long.SIZE - 1 : right);
            case DW_OP_XOR -> value ^ right;
            case DW_OP_EQ -> value == right ? 1 : 0;
            case DW_OP_GE -> order >= 0 ? 1 : 0;
            case DW_OP_GT -> order > 0 ? 1 : 0;
            case DW_OP_LE -> order <= 0 ? 1 : 0;
            case DW_OP_LT -> order < 0 ? 1 : 0;
            case DW_OP_NE -> value != right ? 1 : 0;
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
