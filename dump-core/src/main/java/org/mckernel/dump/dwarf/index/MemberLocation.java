package org.mckernel.dump.dwarf.index;

import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Attribute;
import org.mckernel.dump.dwarf.unit.AttributeValue;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.Sizes;

/**
 * The location of a member in its structure.
 *
 * @param bitOffset bits from the structure's start to the member's first bit, least significant bits first
 * @param bits width of a bit-field; −1 for other members
 */
public record MemberLocation(long bitOffset, int bits) {
    /** Returns the size of a type in bytes; used for bit-fields of old compilers only. */
    @FunctionalInterface
    interface SizeOf {
        OptionalLong bytes() throws MalformedFileException;
    }

    /** Bytes from the structure's start to the byte that contains the first bit. */
    public long offset() {
        return bitOffset / Byte.SIZE;
    }

    /** @param declared size of the member's type */
    static MemberLocation of(Die member, SizeOf declared) throws MalformedFileException {
        int bits = width(member);
        AttributeValue location = member.attribute(Attribute.DATA_MEMBER_LOCATION);
        if (location != null) {
            long bytes = Sizes.checked(member, location.memberLocation());
            return new MemberLocation(
                    Sizes.checked(member, bytes * Byte.SIZE + oldBitField(member, bits, declared)), bits);
        }
        AttributeValue offset = member.attribute(Attribute.DATA_BIT_OFFSET);
        return new MemberLocation(offset == null ? 0 : Sizes.checked(member, offset.unsigned()), bits);
    }

    private static int width(Die member) throws MalformedFileException {
        AttributeValue bits = member.attribute(Attribute.BIT_SIZE);
        return bits == null || !bits.isConstant() ? -1 : (int) Math.min(bits.unsigned() & 0xffff, Long.SIZE);
    }

    /**
     * Bits from the start of a bit-field's storage to its first bit. Until version 4 compilers counted bits from the
     * storage's most significant end, which on these machines is its last byte.
     */
    private static long oldBitField(Die member, int bits, SizeOf declared) throws MalformedFileException {
        AttributeValue fromEnd = member.attribute(Attribute.BIT_OFFSET);
        if (fromEnd == null || bits < 0 || !fromEnd.isConstant()) {
            return 0;
        }
        AttributeValue own = member.attribute(Attribute.BYTE_SIZE);
        long storage = own != null && own.isConstant()
                ? Sizes.checked(member, own.unsigned())
                : declared.bytes().orElse(0);
        return Sizes.checked(member, storage * Byte.SIZE - Sizes.checked(member, fromEnd.unsigned()) - bits);
    }
}
