package org.mckernel.dump.type;

import java.util.Map;
import java.util.Optional;

/** The integer types of C as x86_64 and arm64 Linux have them: what literals and arithmetic are of. */
public final class BaseTypes {
    static final CType CHAR = integer("char", 1, CType.Encoding.SIGNED_CHARACTER);
    /** What small literals and comparisons are of. */
    public static final CType INT = integer("int", 4, CType.Encoding.SIGNED);
    static final CType UNSIGNED_INT = integer("unsigned int", 4, CType.Encoding.UNSIGNED);
    /** A signed word. */
    public static final CType LONG = integer("long", 8, CType.Encoding.SIGNED);
    /** A word: what is taken for the type of something that debug information does not know. */
    public static final CType UNSIGNED_LONG = integer("unsigned long", 8, CType.Encoding.UNSIGNED);
    static final CType LONG_LONG = integer("long long", 8, CType.Encoding.SIGNED);
    static final CType UNSIGNED_LONG_LONG = integer("unsigned long long", 8, CType.Encoding.UNSIGNED);

    private static final Map<String, CType> ALL = Map.ofEntries(Map.entry("char", CHAR), Map.entry("int", INT),
            Map.entry("unsigned int", UNSIGNED_INT), Map.entry("long", LONG), Map.entry("unsigned long", UNSIGNED_LONG),
            Map.entry("signed char", integer("signed char", 1, CType.Encoding.SIGNED_CHARACTER)),
            Map.entry("unsigned char", integer("unsigned char", 1, CType.Encoding.UNSIGNED_CHARACTER)),
            Map.entry("short", integer("short", 2, CType.Encoding.SIGNED)),
            Map.entry("unsigned short", integer("unsigned short", 2, CType.Encoding.UNSIGNED)),
            Map.entry("long long", LONG_LONG), Map.entry("unsigned long long", UNSIGNED_LONG_LONG),
            Map.entry("void", new CType.NoValue()));

    private BaseTypes() {}

    private static CType integer(String name, long bytes, CType.Encoding encoding) {
        return new CType.Base(name, bytes, encoding);
    }

    /** The type of the language with that usual spelling. */
    static Optional<CType> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The type that a number is of after C's promotion. */
    static CType promoted(CType type) {
        long size = type.size().orElse(Long.BYTES);
        if (size < 4) {
            return INT;
        }
        if (size == 4) {
            return type.isSigned() || type.real() instanceof CType.Enumeration ? INT : UNSIGNED_INT;
        }
        return type.isSigned() ? LONG : UNSIGNED_LONG;
    }

    /** The type that two numbers have in common. */
    static CType common(CType one, CType other) {
        CType a = promoted(one);
        CType b = promoted(other);
        long bytes = Math.max(a.size().orElse(0), b.size().orElse(0));
        boolean unsigned = (!a.isSigned() && a.size().orElse(0) == bytes)
                || (!b.isSigned() && b.size().orElse(0) == bytes);
        return bytes > 4 ? (unsigned ? UNSIGNED_LONG : LONG) : unsigned ? UNSIGNED_INT : INT;
    }
}
