package org.mckernel.dump.dwarf.unit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/** The bytes of one debug section. Offsets are from the section's start, after decompression. */
public final class DwarfSection {
    private static final int LONGEST_TEXT = 1 << 16;

    private final String name;
    private final String file;
    private final MemorySegment bytes;
    private final Relocations relocations;

    /** The section that follows, as if it were part of this one; null for none. */
    private final DwarfSection tail;

    private final long size;

    private DwarfSection(String name, String file, MemorySegment bytes, Relocations relocations, DwarfSection tail) {
        this.name = name;
        this.file = file;
        this.bytes = bytes;
        this.relocations = relocations;
        this.tail = tail;
        this.size = bytes.byteSize() + (tail == null ? 0 : tail.size());
    }

    /** @param relocations what is to be added to the bytes, or null when they are final */
    public DwarfSection(String name, String file, MemorySegment bytes, Relocations relocations) {
        this(name, file, bytes, relocations, null);
    }

    /** This section followed by another, read as one. */
    DwarfSection joinedBy(DwarfSection other) {
        return new DwarfSection(name, file, bytes, relocations, other);
    }

    public long size() {
        return size;
    }

    private MemorySegment part(long offset) {
        return inTail(offset) ? tail.bytes : bytes;
    }

    private long within(long offset) {
        return inTail(offset) ? offset - bytes.byteSize() : offset;
    }

    private boolean inTail(long offset) {
        return tail != null && offset >= bytes.byteSize();
    }

    public int u8(long offset) throws MalformedFileException {
        require(offset, 1);
        return Byte.toUnsignedInt(part(offset).get(ValueLayout.JAVA_BYTE, within(offset)));
    }

    int u16(long offset) throws MalformedFileException {
        require(offset, 2);
        return Short.toUnsignedInt(part(offset).get(ByteSource.LE16, within(offset)));
    }

    long u32(long offset) throws MalformedFileException {
        require(offset, 4);
        return Integer.toUnsignedLong(part(offset).get(ByteSource.LE32, within(offset)));
    }

    long i64(long offset) throws MalformedFileException {
        require(offset, 8);
        return part(offset).get(ByteSource.LE64, within(offset));
    }

    /** An unsigned integer of 1, 2, 3, 4 or 8 bytes as it is stored. */
    long unsigned(long offset, int width) throws MalformedFileException {
        return switch (width) {
            case 1 -> u8(offset);
            case 2 -> u16(offset);
            case 3 -> u16(offset) | ((long) u8(offset + 2) << 16);
            case 4 -> u32(offset);
            default -> i64(offset);
        };
    }

    /** An offset into another section or an address, of 4 or 8 bytes, relocated as by the linker. */
    public long relocated(long offset, int width) throws MalformedFileException {
        if (inTail(offset)) {
            return tail.relocated(within(offset), width);
        }
        long stored = unsigned(offset, width);
        return relocations == null ? stored : relocations.apply(this, offset, width, stored);
    }

    /** Text up to its NUL, as Latin-1. */
    public String text(long offset) throws MalformedFileException {
        long end = offset;
        while (u8(end) != 0) {
            end++;
            if (end - offset > LONGEST_TEXT) {
                throw malformed(offset, "text", "at most %d characters".formatted(LONGEST_TEXT), "more");
            }
        }
        return new String(slice(offset, end - offset).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    /** True if the text at {@code offset} is {@code expected}; creates no object. */
    boolean textEquals(long offset, byte[] expected) throws MalformedFileException {
        for (int i = 0; i < expected.length; i++) {
            if (u8(offset + i) != Byte.toUnsignedInt(expected[i])) {
                return false;
            }
        }
        return u8(offset + expected.length) == 0;
    }

    /** Bytes of the section, without copying. */
    public MemorySegment slice(long offset, long length) throws MalformedFileException {
        require(offset, length);
        return part(offset).asSlice(within(offset), length).asReadOnly();
    }

    /** Checks that a range is in the section. */
    public void require(long offset, long length) throws MalformedFileException {
        if (offset < 0 || length < 0 || offset > size - length || across(offset, length)) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.TRUNCATED,
                    file,
                    "truncated: %s needs %d bytes at offset 0x%x, the section has %d bytes"
                            .formatted(name, length, offset, size));
        }
    }

    /** True if a range begins in the section and ends in the section joined to it. */
    private boolean across(long offset, long length) {
        return tail != null && offset < bytes.byteSize() && offset + length > bytes.byteSize();
    }

    /** A hash of the text up to its NUL. */
    long textHash(long offset) throws MalformedFileException {
        long hash = 0xcbf29ce484222325L;
        for (long at = offset; ; at++) {
            int c = u8(at);
            if (c == 0) {
                return hash;
            }
            if (at - offset > LONGEST_TEXT) {
                throw malformed(offset, "text", "at most %d characters".formatted(LONGEST_TEXT), "more");
            }
            hash = nextHash(hash, c);
        }
    }

    private static long nextHash(long hash, int c) {
        return (hash ^ c) * 0x100000001b3L;
    }

    /** The same hash of a string. */
    public static long textHash(byte[] text) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : text) {
            hash = nextHash(hash, Byte.toUnsignedInt(b));
        }
        return hash;
    }

    public MalformedFileException malformed(long offset, String what, String expected, String found) {
        return new MalformedFileException(
                MalformedFileException.Kind.CORRUPT,
                file,
                "%s at %s+0x%x: expected %s, found %s".formatted(what, name, offset, expected, found));
    }

    public MalformedFileException unsupported(long offset, String what, String advice) {
        return new MalformedFileException(
                MalformedFileException.Kind.UNSUPPORTED,
                file,
                "%s at %s+0x%x is not supported; %s".formatted(what, name, offset, advice));
    }
}
