package org.mckernel.dump.type;

import java.util.function.Supplier;

/** A reference to a type, read on first use. Compared by identity. */
public final class TypeReference {
    /** More nested typedefs, qualifiers or dimensions are treated as a cycle. */
    public static final int LONGEST_CHAIN = 64;

    private final Supplier<CType> source;
    private volatile CType known;

    TypeReference(Supplier<CType> source) {
        this.source = source;
    }

    /** A reference to an existing type. */
    public static TypeReference to(CType type) {
        return new TypeReference(() -> type);
    }

    /**
     * The type.
     *
     * @throws BadTypeException when its debug information is damaged
     */
    public CType get() {
        CType type = known;
        if (type == null) {
            type = source.get();
            known = type;
        }
        return type;
    }
}
