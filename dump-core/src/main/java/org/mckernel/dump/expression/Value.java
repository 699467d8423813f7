package org.mckernel.dump.expression;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.type.BaseTypes;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.dump.type.TypeText;

/**
 * A typed value: in memory, which is read only on demand, or computed. Where memory is absent the value is a hole with
 * the reason, never zeros. Immutable.
 */
public final class Value {
    private static final int LARGEST_READ = 1 << 20;

    private final CType type;
    private final VirtualMemory memory;
    private final OptionalLong address;
    private final ReadResult content;
    private final int shift;
    private final int bits;

    private Value(CType type, VirtualMemory memory, OptionalLong address, ReadResult content, int shift, int bits) {
        this.type = type;
        this.memory = memory;
        this.address = address;
        this.content = content;
        this.shift = shift;
        this.bits = bits;
    }

    /** A value in memory. */
    public static Value at(CType type, long address, VirtualMemory memory) {
        return new Value(type, memory, OptionalLong.of(address), null, 0, -1);
    }

    /** A number of a scalar type; bits that do not fit are dropped. */
    public static Value of(CType type, long number, VirtualMemory memory) {
        byte[] bytes = new byte[Math.clamp(type.size().orElse(Long.BYTES), 0, Long.BYTES)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >> (Byte.SIZE * i));
        }
        return of(type, ReadResult.of(bytes), memory);
    }

    /** A value from bytes that were read, or a hole. */
    public static Value of(CType type, ReadResult content, VirtualMemory memory) {
        return new Value(type, memory, OptionalLong.empty(), content, 0, -1);
    }

    /** Its type. */
    public CType type() {
        return type;
    }

    /** Where it is in memory; empty for computed values. For a bit-field the address of its first byte. */
    public OptionalLong address() {
        return address;
    }

    /** The memory that pointers refer to. */
    public VirtualMemory memory() {
        return memory;
    }

    /** Its size in bytes; 0 for an incomplete type. */
    public long size() {
        return type.size().orElse(0);
    }

    /** The bytes; large values are not read as a whole, only their elements and members. */
    public ReadResult bytes() {
        if (content != null) {
            return content;
        }
        long size = size();
        return size > LARGEST_READ
                ? ReadResult.absent("too large")
                : ReadResult.at(memory, address.getAsLong(), (int) size);
    }

    /** A part of the value with another type, at an offset in bytes. */
    private Value part(CType partType, long offset, int newShift, int newBits) {
        if (address.isPresent()) {
            return new Value(partType, memory, OptionalLong.of(address.getAsLong() + offset), null, newShift, newBits);
        }
        Optional<byte[]> all = content.bytes();
        if (all.isEmpty()) {
            return of(partType, content, memory);
        }
        long size =
                newBits >= 0 ? (newShift + newBits + 7) / 8 : partType.size().orElse(0);
        if (offset < 0 || size > all.get().length || offset > all.get().length - size) {
            return of(partType, ReadResult.absent("unknown"), memory);
        }
        byte[] some = Arrays.copyOfRange(all.get(), (int) offset, (int) (offset + size));
        return new Value(partType, memory, OptionalLong.empty(), ReadResult.of(some), newShift, newBits);
    }

    /** A member. */
    public Value member(CType.Member member) {
        int first = member.isBitField() ? (int) (member.bitOffset() % Byte.SIZE) : 0;
        return part(member.type().get(), member.offset(), first, member.bits());
    }

    /** The member with that name, also in anonymous structures. */
    public Optional<Value> member(String name) {
        return member(name, 0);
    }

    private Optional<Value> member(String name, int depth) {
        if (!(type.real() instanceof CType.Aggregate aggregate) || depth > TypeReference.LONGEST_CHAIN) {
            return Optional.empty();
        }
        for (CType.Member member : aggregate.members()) {
            if (member.name().equals(name)) {
                return Optional.of(member(member));
            }
        }
        for (CType.Member member : aggregate.members()) {
            if (member.name().isEmpty()) {
                Optional<Value> inner = member(member).member(name, depth + 1);
                if (inner.isPresent()) {
                    return inner;
                }
            }
        }
        return Optional.empty();
    }

    /** An element of an array, or of the array that a pointer points to. */
    public Value element(long index) throws ExpressionException {
        return switch (type.real()) {
            case CType.Array array -> {
                CType element = array.element().get();
                yield part(element, index * element.size().orElse(0), 0, -1);
            }
            case CType.Pointer pointer -> {
                CType target = pointer.target().get();
                yield at(target, number() + index * target.size().orElse(1), memory);
            }
            default ->
                throw new ExpressionException("cannot subscript something of type `%s'".formatted(TypeText.name(type)));
        };
    }

    /** The target of a pointer. A number is the address of a {@code long}, as in gdb. */
    public Value dereference() throws ExpressionException {
        return switch (type.real()) {
            case CType.Pointer pointer
            when pointer.target().get().real() instanceof CType.NoValue ->
                throw new ExpressionException("Attempt to take contents of a non-pointer value.");
            case CType.Pointer pointer -> at(pointer.target().get(), number(), memory);
            case CType.Array _ -> element(0);
            case CType.Function _ -> this;
            case CType.Base base when base.encoding() != CType.Encoding.FLOAT -> at(BaseTypes.LONG, number(), memory);
            default -> throw new ExpressionException("Attempt to take contents of a non-pointer value.");
        };
    }

    /** A pointer to this value. */
    public Value pointer() throws ExpressionException {
        if (bits >= 0) {
            throw new ExpressionException("A bit-field has no address.");
        }
        long at = address.orElseThrow(
                () -> new ExpressionException("Attempt to take address of value not located in" + " memory."));
        return of(new CType.Pointer(TypeReference.to(type), Long.BYTES), at, memory);
    }

    /** The same bytes or number as another type. */
    public Value cast(CType other) throws ExpressionException {
        CType target = other.real();
        boolean sameSize = target.size().equals(type.size());
        if (target instanceof CType.Aggregate || target instanceof CType.Array) {
            if (address.isPresent() && bits < 0) {
                return at(other, address.getAsLong(), memory);
            }
            if (!sameSize) {
                throw new ExpressionException("Invalid cast.");
            }
            return of(other, content, memory);
        }
        if (type.real() instanceof CType.Aggregate) {
            throw new ExpressionException("Invalid cast.");
        }
        ReadResult result = isPlace() ? ReadResult.of(new byte[0]) : bytes();
        if (result.bytes().isEmpty()) {
            return of(other, result, memory);
        }
        if (Floating.is(target)) {
            return Floating.convert(other, this);
        }
        // gdb converts the bits of a floating-point number to an address
        return of(other, target instanceof CType.Pointer ? raw() : number(), memory);
    }

    /** True for arrays and functions, which decay to their address in expressions. */
    private boolean isPlace() {
        CType real = type.real();
        return real instanceof CType.Array || real instanceof CType.Function;
    }

    /**
     * The value as a number, sign-extended, truncated to an integer; arrays and functions decay to their address.
     *
     * @throws ExpressionException when the memory is absent or the type is not a number
     */
    public long number() throws ExpressionException {
        return Floating.is(type) ? Floating.whole(this) : raw();
    }

    /** True if it is not zero. */
    boolean isTrue() throws ExpressionException {
        return Floating.is(type) ? Floating.number(this) != 0 : number() != 0;
    }

    /** As {@link #number()}, but of a floating-point number the bits. */
    long raw() throws ExpressionException {
        if (isPlace()) {
            return address.orElseThrow(() -> new ExpressionException("an array that is not in memory has no address"));
        }
        if (!type.isScalar()) {
            throw new ExpressionException("a value of type `%s' is not a number".formatted(TypeText.name(type)));
        }
        ReadResult result = scalar();
        if (result.bytes().isEmpty()) {
            throw new ExpressionException(
                    address.isPresent()
                            ? "Cannot access memory at address 0x%x: %s".formatted(address.getAsLong(), result.why())
                            : "the value is unknown: " + result.why());
        }
        return number(result);
    }

    /** The bytes of the number. */
    ReadResult scalar() {
        return bits >= 0 && content == null
                ? ReadResult.at(memory, address.getAsLong(), (shift + bits + 7) / 8)
                : bytes();
    }

    /** The number from the bytes of a scalar. */
    long number(ReadResult result) {
        byte[] raw = result.bytes().orElseThrow();
        int width = bits >= 0 ? bits : Math.min(raw.length, Long.BYTES) * Byte.SIZE;
        if (width == 0) {
            return 0;
        }
        long value = result.number() >>> shift;
        if (shift > 0 && raw.length > Long.BYTES) {
            value |= (raw[Long.BYTES] & 0xffL) << (Long.SIZE - shift);
        }
        int unused = Long.SIZE - width;
        return type.isSigned() ? value << unused >> unused : value << unused >>> unused;
    }
}
