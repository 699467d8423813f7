package org.mckernel.dump.type;

import java.util.ArrayList;
import java.util.List;

/**
 * The body of a type, as gdb's {@code ptype} and {@code ptype /o} show it. With offsets, nested structures are
 * expanded, and each member has its offset, its size and the hole before it.
 */
public final class TypeBody {
    private static final int INDENT = 4;
    private static final int DEEPEST = 64;
    private static final String MARGIN = " ".repeat(27);

    private final boolean offsets;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();

    /** The end of the last member, to find holes: in bits; 0 before the first member and in unions. */
    private static final class End {
        private long bits;
    }

    private TypeBody(boolean offsets) {
        this.offsets = offsets;
    }

    /**
     * The lines of a type's body; for a pointer or an array that of its target or element type.
     *
     * @param offsets with offsets and sizes
     */
    public static List<String> of(CType type, boolean offsets) {
        TypeBody body = new TypeBody(offsets);
        if (offsets && type instanceof CType.Aggregate) {
            body.line.append("/* offset      |    size */  ");
        }
        body.line.append("type = ");
        body.declare(type, "", 1, 0, 0, 0);
        body.flush();
        return body.lines;
    }

    private void flush() {
        lines.add(line.toString());
        line.setLength(0);
    }

    /** Writes a declaration: the body or name of the type at its bottom, then the declarator around the name. */
    private void declare(CType type, String name, int show, int level, long base, int depth) {
        CType bottom = show > 0 ? throughNames(type, depth) : bottom(type, depth);
        String around = TypeText.declare(show > 0 ? unnamed(type, depth) : type, name, 0, _ -> "");
        boolean named = switch (bottom.unqualified()) {
            case CType.Aggregate aggregate -> show <= 0 && !aggregate.tag().isEmpty();
            case CType.Enumeration enumeration ->
                show <= 0 && !enumeration.tag().isEmpty();
            default -> true;
        };
        if (named) {
            line.append(TypeText.baseName(bottom));
        } else {
            line.append(TypeText.qualified(bottom, ""));
            switch (bottom.unqualified()) {
                case CType.Aggregate aggregate -> aggregate(aggregate, show, level, base, depth);
                case CType.Enumeration enumeration -> enumeration(enumeration, show);
                default -> throw new IllegalStateException("no body: " + bottom);
            }
        }
        line.append(around);
    }

    /** The base type of a declaration: without pointers, arrays and functions. */
    private static CType bottom(CType type, int depth) {
        CType at = type;
        for (int i = depth; i < DEEPEST; i++) {
            switch (at.unqualified()) {
                case CType.Pointer pointer -> at = pointer.target().get();
                case CType.Array array -> at = array.element().get();
                case CType.Function function -> at = function.result().get();
                default -> {
                    return at;
                }
            }
        }
        throw new BadTypeException("a type is more than %d deep, or contains itself".formatted(DEEPEST));
    }

    /** The same through typedefs whose types are expanded. */
    private static CType throughNames(CType type, int depth) {
        CType at = bottom(type, depth);
        for (int i = 0; i < DEEPEST && at.unqualified() instanceof CType.Typedef named; i++) {
            at = at instanceof CType.Qualified qualified
                    ? new CType.Qualified(qualified.qualifier(), named.target())
                    : bottom(named.target().get(), depth);
        }
        return at;
    }

    /** The type with the typedefs between its pointers and arrays resolved. */
    private static CType unnamed(CType type, int depth) {
        if (depth > DEEPEST) {
            throw new BadTypeException("a type is more than %d deep, or contains itself".formatted(DEEPEST));
        }
        return switch (type) {
            case CType.Typedef named -> unnamed(named.target().get(), depth + 1);
            case CType.Pointer pointer ->
                new CType.Pointer(TypeReference.to(unnamed(pointer.target().get(), depth + 1)), pointer.bytes());
            case CType.Array array ->
                new CType.Array(
                        TypeReference.to(unnamed(array.element().get(), depth + 1)), array.count(), array.known());
            case CType.Function function ->
                new CType.Function(
                        TypeReference.to(unnamed(function.result().get(), depth + 1)),
                        function.parameters(),
                        function.variadic(),
                        function.prototyped());
            default -> type;
        };
    }

    private void enumeration(CType.Enumeration enumeration, int show) {
        line.append("enum ").append(enumeration.tag()).append(enumeration.tag().isEmpty() ? "" : " ");
        if (show < 0) {
            line.append("{...}");
            return;
        }
        line.append('{');
        long expected = 0;
        String separator = "";
        for (CType.Constant constant : enumeration.constants()) {
            line.append(separator).append(constant.name());
            if (constant.value() != expected) {
                line.append(" = ").append(constant.value());
            }
            expected = constant.value() + 1;
            separator = ", ";
        }
        line.append('}');
    }

    private void aggregate(CType.Aggregate type, int show, int level, long base, int depth) {
        line.append(type.keyword())
                .append(' ')
                .append(type.tag())
                .append(type.tag().isEmpty() ? "" : " ");
        if (show < 0) {
            line.append("{...}");
            return;
        }
        if (depth > DEEPEST) {
            throw new BadTypeException(
                    "a structure is more than %d structures deep, or contains itself".formatted(DEEPEST));
        }
        line.append('{');
        flush();
        int inside = level + INDENT;
        End end = new End();
        for (CType.Member member : type.members()) {
            member(type, member, show, inside, base, end, depth);
        }
        if (type.members().isEmpty()) {
            margin(inside);
            line.append(type.bytes().isPresent() ? "<no data fields>" : "<incomplete type>");
            flush();
        }
        if (offsets && show > 0) {
            hole(end, type.bytes().orElse(0) * Byte.SIZE, "padding");
            flush();
            margin(inside);
            line.append("/* total size (bytes): %4d */".formatted(type.bytes().orElse(0)));
            flush();
        }
        margin(level);
        line.append(offsets && level == 0 ? "  }" : "}");
    }

    private void member(
            CType.Aggregate parent, CType.Member member, int show, int level, long base, End end, int depth) {
        CType type = member.type().get();
        boolean nested = type.real() instanceof CType.Aggregate && type.unqualified() instanceof CType.Aggregate;
        if (offsets) {
            place(parent, member, type, base, end);
        }
        line.append(" ".repeat(level));
        // the target of a pointer and an element of an array start again at offset 0
        long start = nested ? base + (parent.isUnion() ? 0 : member.bitOffset()) : 0;
        declare(type, member.name(), offsets && nested ? show : show - 1, level, start, depth + 1);
        if (member.isBitField()) {
            line.append(" : ").append(member.bits());
        }
        line.append(';');
        flush();
    }

    private void place(CType.Aggregate parent, CType.Member member, CType type, long base, End end) {
        long size = type.size().orElse(0);
        if (parent.isUnion()) {
            line.append("/*                %6d */".formatted(size));
            return;
        }
        hole(end, member.bitOffset(), "hole");
        long at = base + member.bitOffset();
        boolean bits = member.isBitField();
        line.append(
                bits ? "/* %6d:%2d".formatted(at / Byte.SIZE, at % Byte.SIZE) : "/* %6d   ".formatted(at / Byte.SIZE));
        line.append("   |  %6d */".formatted(size));
        end.bits = member.bitOffset() + (bits ? member.bits() : size * Byte.SIZE);
    }

    private void hole(End end, long bits, String what) {
        if (end.bits <= 0 || end.bits >= bits) {
            return;
        }
        long missing = bits - end.bits;
        if (missing % Byte.SIZE > 0) {
            line.append("/* XXX %2d-bit %-7s    */".formatted(missing % Byte.SIZE, what));
            flush();
        }
        if (missing / Byte.SIZE > 0) {
            line.append("/* XXX %2d-byte %-7s   */".formatted(missing / Byte.SIZE, what));
            flush();
        }
    }

    private void margin(int level) {
        line.append(offsets ? MARGIN : "").append(" ".repeat(level));
    }
}
