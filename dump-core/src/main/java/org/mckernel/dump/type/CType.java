package org.mckernel.dump.type;

import java.util.List;
import java.util.OptionalLong;

/**
 * A type of C. The parts of a type are read on demand, so types may contain pointers to themselves; such methods throw
 * {@link BadTypeException} where debug information is damaged.
 */
public sealed interface CType {
    /** {@code void}. */
    record NoValue() implements CType {}

    /** The encoding of a base type. */
    enum Encoding {
        SIGNED,
        UNSIGNED,
        SIGNED_CHARACTER,
        UNSIGNED_CHARACTER,
        BOOLEAN,
        FLOAT,
        OTHER;

        /** True if the most significant bit is the sign. */
        public boolean signed() {
            return this == SIGNED || this == SIGNED_CHARACTER || this == FLOAT;
        }

        /** True for {@code char}, {@code signed char} and {@code unsigned char}. */
        public boolean character() {
            return this == SIGNED_CHARACTER || this == UNSIGNED_CHARACTER;
        }
    }

    /**
     * A base type.
     *
     * @param bytes its size
     */
    record Base(String name, long bytes, Encoding encoding) implements CType {}

    /** A pointer. */
    record Pointer(TypeReference target, long bytes) implements CType {}

    /** A typedef. */
    record Typedef(String name, TypeReference target) implements CType {}

    /** A type with {@code const}, {@code volatile}, {@code restrict} or {@code _Atomic}. */
    record Qualified(String qualifier, TypeReference target) implements CType {}

    /**
     * An array.
     *
     * @param count number of elements; 0 for a flexible array or one of unknown length
     * @param known false if it is declared without a length
     */
    record Array(TypeReference element, long count, boolean known) implements CType {}

    /**
     * A function.
     *
     * @param parameters their types
     * @param variadic true if more arguments may follow
     * @param prototyped true if the parameters were declared
     */
    record Function(TypeReference result, List<TypeReference> parameters, boolean variadic, boolean prototyped)
            implements CType {
        public Function {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A structure or union.
     *
     * @param keyword {@code struct} or {@code union}
     * @param tag its name; empty for none
     * @param bytes its size; empty when it is only declared
     * @param contents its members
     */
    record Aggregate(String keyword, String tag, OptionalLong bytes, Members contents) implements CType {
        /** True for a union. */
        public boolean isUnion() {
            return keyword.equals("union");
        }

        /** The members in order; none for a declaration. */
        public List<Member> members() {
            return contents.list();
        }
    }

    /**
     * A member.
     *
     * @param name empty for an anonymous structure
     * @param bitOffset bits from the start of the structure
     * @param bits width of a bit-field, −1 for others
     */
    record Member(String name, TypeReference type, long bitOffset, int bits) {
        /** Bytes from the structure's start to the byte with its first bit. */
        public long offset() {
            return bitOffset / Byte.SIZE;
        }

        /** True for a bit-field. */
        public boolean isBitField() {
            return bits >= 0;
        }
    }

    /**
     * An enumeration.
     *
     * @param tag its name; empty for none
     * @param bytes its size; empty when it is only declared
     * @param signed true if a constant is negative
     * @param constants in order
     */
    record Enumeration(String tag, OptionalLong bytes, boolean signed, List<Constant> constants) implements CType {
        public Enumeration {
            constants = List.copyOf(constants);
        }
    }

    /** A constant of an enumeration. */
    record Constant(String name, long value) {}

    /** The type without typedefs and qualifiers. */
    default CType real() {
        CType at = this;
        for (int i = 0; i < TypeReference.LONGEST_CHAIN; i++) {
            switch (at) {
                case Typedef named -> at = named.target().get();
                case Qualified qualified -> at = qualified.target().get();
                default -> {
                    return at;
                }
            }
        }
        throw new BadTypeException("a type has %d levels of typedefs and qualifiers, or refers to itself"
                .formatted(TypeReference.LONGEST_CHAIN));
    }

    /** The type without qualifiers. */
    default CType unqualified() {
        CType at = this;
        for (int i = 0; i < TypeReference.LONGEST_CHAIN && at instanceof Qualified qualified; i++) {
            at = qualified.target().get();
        }
        return at;
    }

    /** Size in bytes; empty for a declaration. A function and void have size 1, as with gcc. */
    default OptionalLong size() {
        return size(0);
    }

    private OptionalLong size(int depth) {
        return switch (real()) {
            case Base base -> OptionalLong.of(base.bytes());
            case Pointer pointer -> OptionalLong.of(pointer.bytes());
            case Aggregate aggregate -> aggregate.bytes();
            case Enumeration enumeration -> enumeration.bytes();
            case Array array -> {
                if (depth > TypeReference.LONGEST_CHAIN) {
                    throw new BadTypeException("an array of arrays is more than %d deep, or contains itself"
                            .formatted(TypeReference.LONGEST_CHAIN));
                }
                OptionalLong one = array.element().get().size(depth + 1);
                if (one.isPresent() && Math.multiplyHigh(one.getAsLong(), array.count()) != 0) {
                    throw new BadTypeException("an array is larger than the address space");
                }
                yield one.isPresent() ? OptionalLong.of(one.getAsLong() * array.count()) : one;
            }
            default -> OptionalLong.of(1);
        };
    }

    /** True for scalar types: integers, pointers, enumerations. */
    default boolean isScalar() {
        CType real = real();
        return real instanceof Base || real instanceof Pointer || real instanceof Enumeration;
    }

    /** True if a number of this type can be negative. */
    default boolean isSigned() {
        return switch (real()) {
            case Base base -> base.encoding().signed();
            case Enumeration enumeration -> enumeration.signed();
            default -> false;
        };
    }
}
