package org.mckernel.dump.type;

import java.util.Map;
import java.util.Optional;

/** C's base types on x86_64 and arm64 Linux: the types of literals and arithmetic. */
public final class BaseTypes {
    public static final CType CHAR = number("char", 1, CType.Encoding.SIGNED_CHARACTER);
    /** The type of small literals and comparisons. */
    public static final CType INT = number("int", 4, CType.Encoding.SIGNED);

    public static final CType UNSIGNED_INT = number("unsigned int", 4, CType.Encoding.UNSIGNED);
    /** A signed word. */
    public static final CType LONG = number("long", 8, CType.Encoding.SIGNED);
    /** An unsigned word: the default type where debug information has none. */
    public static final CType UNSIGNED_LONG = number("unsigned long", 8, CType.Encoding.UNSIGNED);

    public static final CType LONG_LONG = number("long long", 8, CType.Encoding.SIGNED);
    public static final CType UNSIGNED_LONG_LONG = number("unsigned long long", 8, CType.Encoding.UNSIGNED);

    public static final CType FLOAT = number("float", 4, CType.Encoding.FLOAT);
    public static final CType DOUBLE = number("double", 8, CType.Encoding.FLOAT);
    /** Only its size is used. */
    static final CType LONG_DOUBLE = number("long double", 16, CType.Encoding.FLOAT);

    private static final Map<String, CType> ALL = Map.ofEntries(
            Map.entry("char", CHAR),
            Map.entry("int", INT),
            Map.entry("unsigned int", UNSIGNED_INT),
            Map.entry("long", LONG),
            Map.entry("unsigned long", UNSIGNED_LONG),
            Map.entry("signed char", number("signed char", 1, CType.Encoding.SIGNED_CHARACTER)),
            Map.entry("unsigned char", number("unsigned char", 1, CType.Encoding.UNSIGNED_CHARACTER)),
            Map.entry("short", number("short", 2, CType.Encoding.SIGNED)),
            Map.entry("unsigned short", number("unsigned short", 2, CType.Encoding.UNSIGNED)),
            Map.entry("long long", LONG_LONG),
            Map.entry("unsigned long long", UNSIGNED_LONG_LONG),
            Map.entry("float", FLOAT),
            Map.entry("double", DOUBLE),
            Map.entry("long double", LONG_DOUBLE),
            Map.entry("void", new CType.NoValue()));

    private BaseTypes() {}

    private static CType number(String name, long bytes, CType.Encoding encoding) {
        return new CType.Base(name, bytes, encoding);
    }

    /** The base type with that usual spelling. */
    public static Optional<CType> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The type after C's integer promotion. */
    public static CType promoted(CType type) {
        long size = type.size().orElse(Long.BYTES);
        if (size < 4) {
            return INT;
        }
        if (size == 4) {
            return type.isSigned() || type.real() instanceof CType.Enumeration ? INT : UNSIGNED_INT;
        }
        return type.isSigned() ? LONG : UNSIGNED_LONG;
    }

    /** The common type of two operands. */
    public static CType common(CType one, CType other) {
        CType a = promoted(one);
        CType b = promoted(other);
        long bytes = Math.max(a.size().orElse(0), b.size().orElse(0));
        boolean unsigned = (!a.isSigned() && a.size().orElse(0) == bytes)
                || (!b.isSigned() && b.size().orElse(0) == bytes);
        return bytes > 4 ? (unsigned ? UNSIGNED_LONG : LONG) : unsigned ? UNSIGNED_INT : INT;
    }
}
