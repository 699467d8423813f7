package org.mckernel.dump.type;

import java.util.function.Supplier;

/** A type that another is made of, read when first asked for. Two are equal only if they are the same. */
public final class TypeReference {
    /** More names, qualifiers or dimensions in one another are believed to be a cycle. */
    public static final int LONGEST_CHAIN = 64;

    private final Supplier<CType> source;
    private volatile CType known;

    TypeReference(Supplier<CType> source) {
        this.source = source;
    }

    /** To a type at hand. */
    public static TypeReference to(CType type) {
        return new TypeReference(() -> type);
    }

    /**
     * The type.
     *
     * @throws BadTypeException when debug information is damaged there
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
