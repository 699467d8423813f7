package org.mckernel.dump.expression;

import java.util.Arrays;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;

/**
 * Values as gdb prints them with its usual settings: 200 elements at most, runs of equal ones as
 * {@code <repeats N times>}, pointers with the symbol they point to. Absent memory is shown in place of a value.
 */
public final class ValueText {
    private static final int MOST_ELEMENTS = 200;
    private static final int REPEATS = 10;
    private static final int MOST_SCANNED = 1 << 22;
    private static final int LONGEST = 1 << 18;
    private static final int DEEPEST = 32;

    private final char letter;
    private final LongFunction<String> symbols;
    private final StringBuilder out = new StringBuilder();

    private boolean pretty;

    /** Set when a part of a value was absent. */
    private boolean holes;

    /**
     * @param letter one of {@link NumberText#LETTERS}; 0 to show values in the format of their types
     * @param symbols the symbol text after an address; may be empty
     */
    public ValueText(char letter, LongFunction<String> symbols) {
        this.letter = letter;
        this.symbols = symbols;
    }

    /** One member per line, indented, as with gdb's {@code set print pretty on}. */
    public ValueText pretty(boolean lines) {
        pretty = lines;
        return this;
    }

    /** The value, preceded by its type if it is a pointer. */
    public String of(Value value) {
        out.setLength(0);
        holes = false;
        if (letter == 0 || letter == 's') {
            prefix(value);
        }
        append(value, 0);
        return out.toString();
    }

    /** The value without its type, as after a variable's name. */
    public String bare(Value value) {
        out.setLength(0);
        holes = false;
        append(value, 0);
        return out.toString();
    }

    /** True if a part of the last value was absent. */
    public boolean hasHoles() {
        return holes;
    }

    private void prefix(Value value) {
        boolean text = value.type().unqualified() instanceof CType.Pointer pointer
                && pointer.target().get().unqualified() instanceof CType.Base base
                && base.name().equals("char");
        if (value.type().real() instanceof CType.Pointer && !text) {
            out.append('(').append(TypeText.name(value.type())).append(") ");
        }
    }

    private static boolean isText(CType type) {
        return type.real() instanceof CType.Base base && base.encoding().character();
    }

    private void append(Value value, int depth) {
        if (depth > DEEPEST || out.length() > LONGEST) {
            out.append("...");
            return;
        }
        switch (value.type().real()) {
            case CType.Aggregate aggregate -> aggregate(value, aggregate, depth);
            case CType.Array array -> array(value, array, depth);
            case CType.Function _ -> function(value);
            case CType.NoValue _ -> out.append("void");
            default -> scalar(value);
        }
    }

    private void hole(String why) {
        holes = true;
        out.append('<').append(why).append('>');
    }

    private void aggregate(Value value, CType.Aggregate type, int depth) {
        if (type.bytes().isEmpty()) {
            out.append("<incomplete type>");
            return;
        }
        out.append('{');
        String separator = "";
        for (CType.Member member : type.members()) {
            out.append(separator);
            if (pretty) {
                out.append('\n').append("  ".repeat(depth + 1));
            }
            if (!member.name().isEmpty()) {
                out.append(member.name()).append(" = ");
            }
            append(value.member(member), depth + 1);
            separator = pretty ? "," : ", ";
        }
        if (pretty && !type.members().isEmpty()) {
            out.append('\n').append("  ".repeat(depth));
        }
        out.append('}');
    }

    private void array(Value value, CType.Array array, int depth) {
        if (isText(array.element().get())
                && (letter == 0 || letter == 's')
                && array.element().get().size().orElse(0) == 1) {
            text(value, array.count());
            return;
        }
        out.append('{');
        int shown = 0;
        long index = 0;
        String separator = "";
        while (index < array.count() && shown < MOST_ELEMENTS && out.length() < LONGEST) {
            String element = element(value, index, depth);
            long repeats = 1;
            while (index + repeats < array.count()
                    && repeats < MOST_SCANNED / 64
                    && element.equals(element(value, index + repeats, depth))) {
                repeats++;
            }
            out.append(separator);
            separator = ", ";
            if (repeats >= REPEATS) {
                out.append(element).append(" <repeats ").append(repeats).append(" times>");
                shown += REPEATS;
                index += repeats;
            } else {
                out.append(element);
                shown++;
                index++;
            }
        }
        out.append(index < array.count() ? "..." : "").append('}');
    }

    private String element(Value array, long index, int depth) {
        ValueText inner = new ValueText(letter, symbols).pretty(pretty);
        try {
            inner.append(array.element(index), depth + 1);
        } catch (ExpressionException e) {
            inner.hole(e.getMessage());
        }
        holes |= inner.holes;
        return inner.out.toString();
    }

    private void function(Value value) {
        long address = value.address().orElse(0);
        out.append('{').append(TypeText.name(value.type())).append("} ").append(address(address));
    }

    private String address(long address) {
        return "0x%x %s".formatted(address, symbols.apply(address)).strip();
    }

    private void scalar(Value value) {
        ReadResult result = value.scalar();
        if (result.bytes().isEmpty()) {
            hole(result.why());
            return;
        }
        long number = value.number(result);
        CType real = value.type().real();
        if (letter != 0 && letter != 's') {
            // these two convert the number, the other letters its bits
            if ((letter == 'a' || letter == 'c') && Floating.is(real)) {
                number = Floating.number(real, number).orElse(0.0).longValue();
            }
            out.append(NumberText.of(letter, number, (int) Math.max(1, value.size()), symbols));
            return;
        }
        switch (real) {
            case CType.Pointer pointer -> {
                out.append(address(number));
                if (isText(pointer.target().get()) && number != 0) {
                    out.append(' ');
                    string(value, number);
                }
            }
            case CType.Enumeration enumeration -> out.append(enumeration(enumeration, number));
            case CType.Base base -> out.append(base(base, number, result));
            default -> out.append(number);
        }
    }

    private static String base(CType.Base base, long number, ReadResult result) {
        return switch (base.encoding()) {
            case BOOLEAN -> number == 0 ? "false" : number == 1 ? "true" : Long.toString(number);
            case SIGNED_CHARACTER, UNSIGNED_CHARACTER ->
                base.bytes() == 1
                        ? "%d %s".formatted(number, NumberText.character((int) (number & 0xff)))
                        : Long.toString(number);
            case FLOAT ->
                base.bytes() <= Long.BYTES
                        ? NumberText.of('f', number, (int) base.bytes(), _ -> "")
                        : "0x" + hex(result);
            case SIGNED -> Long.toString(number);
            default -> base.bytes() <= Long.BYTES ? Long.toUnsignedString(number) : "0x" + hex(result);
        };
    }

    private static String hex(ReadResult result) {
        StringBuilder digits = new StringBuilder();
        byte[] bytes = result.bytes().orElseThrow();
        for (int i = bytes.length - 1; i >= 0; i--) {
            digits.append("%02x".formatted(bytes[i]));
        }
        return digits.toString();
    }

    private static String enumeration(CType.Enumeration type, long number) {
        for (CType.Constant constant : type.constants()) {
            if (constant.value() == number) {
                return constant.name();
            }
        }
        boolean flags = !type.constants().isEmpty()
                && type.constants().stream().allMatch(c -> c.value() >= 0 && Long.bitCount(c.value()) <= 1);
        if (!flags || number == 0) {
            return flags ? "0" : Long.toString(number);
        }
        long left = number;
        for (CType.Constant constant : type.constants()) {
            left &= ~constant.value();
        }
        String names = type.constants().stream()
                .filter(c -> (c.value() & number) != 0)
                .map(CType.Constant::name)
                .collect(Collectors.joining(" | "));
        String unknown = left == 0 ? "" : (names.isEmpty() ? "" : " | ") + "unknown: 0x" + Long.toHexString(left);
        return "(" + names + unknown + ")";
    }

    /** The string at a pointer, up to its NUL. */
    private void string(Value pointer, long address) {
        TextRuns runs = new TextRuns();
        int read = 0;
        String why = "";
        boolean ended = false;
        while (!ended && why.isEmpty() && read < MOST_ELEMENTS) {
            ReadResult one = ReadResult.at(pointer.memory(), address + read, 1);
            if (one.bytes().isEmpty()) {
                why = one.why();
            } else if (one.number() == 0) {
                ended = true;
            } else {
                runs.add((int) one.number());
                read++;
            }
        }
        if (read > 0 || ended) {
            out.append(runs.text());
        }
        if (!why.isEmpty()) {
            hole(why);
        } else if (!ended) {
            out.append("...");
        }
    }

    /** The string in an array of characters; NULs are shown, except one at the end. */
    private void text(Value array, long count) {
        TextRuns runs = new TextRuns();
        String why = "";
        long scanned = Math.min(count, MOST_SCANNED);
        long index = 0;
        int last = -1;
        boolean full = false;
        while (index < scanned && why.isEmpty() && !full) {
            ReadResult one = characters(array, index, (int) Math.min(scanned - index, 4096));
            if (one.bytes().isEmpty()) {
                one = characters(array, index, 1);
            }
            if (one.bytes().isEmpty()) {
                why = one.why();
            } else {
                for (byte b : one.bytes().get()) {
                    if (last >= 0) {
                        runs.add(last);
                    }
                    if (runs.shown() >= MOST_ELEMENTS && (b & 0xff) != last) {
                        full = true;
                        break;
                    }
                    last = b & 0xff;
                    index++;
                }
            }
        }
        boolean whole = why.isEmpty() && !full && index == count;
        if (last > 0 || (last == 0 && !whole && !full)) {
            runs.add(last);
        }
        if (index > 0 || why.isEmpty()) {
            out.append(runs.text());
        }
        if (!why.isEmpty()) {
            hole(why);
        } else if (!whole) {
            out.append("...");
        }
    }

    private static ReadResult characters(Value array, long index, int count) {
        if (array.address().isPresent()) {
            return ReadResult.at(array.memory(), array.address().getAsLong() + index, count);
        }
        ReadResult all = array.bytes();
        return all.bytes().isEmpty()
                ? all
                : ReadResult.of(Arrays.copyOfRange(all.bytes().get(), (int) index, (int) index + count));
    }
}
