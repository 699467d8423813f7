package org.mckernel.dump.dwarf.unit;

import org.mckernel.dump.bytes.MalformedFileException;

/** Reads a debug section forwards, within a limit. Not thread-safe. */
public final class DwarfCursor {
    private static final int LONGEST_LEB128 = 10;

    private final DwarfSection section;
    private final long limit;
    private long position;

    /** @param limit first offset that must not be read */
    public DwarfCursor(DwarfSection section, long position, long limit) {
        this.section = section;
        this.position = position;
        this.limit = Math.min(limit, section.size());
    }

    public DwarfSection section() {
        return section;
    }

    public long position() {
        return position;
    }

    /** First offset that is not read. */
    public long limit() {
        return limit;
    }

    public boolean atEnd() {
        return position >= limit;
    }

    public void seek(long offset) throws MalformedFileException {
        if (offset < 0 || offset > limit) {
            throw section.malformed(
                    position, "reference", "an offset up to 0x%x".formatted(limit), "0x%x".formatted(offset));
        }
        position = offset;
    }

    public void skip(long bytes) throws MalformedFileException {
        require(bytes);
        position += bytes;
    }

    public int u8() throws MalformedFileException {
        require(1);
        return section.u8(position++);
    }

    public int u16() throws MalformedFileException {
        require(2);
        position += 2;
        return section.u16(position - 2);
    }

    public long u32() throws MalformedFileException {
        require(4);
        position += 4;
        return section.u32(position - 4);
    }

    public long i64() throws MalformedFileException {
        require(8);
        position += 8;
        return section.i64(position - 8);
    }

    /** An offset into a section or an address: relocated, 4 or 8 bytes. */
    public long relocated(int width) throws MalformedFileException {
        require(width);
        position += width;
        return section.relocated(position - width, width);
    }

    /**
     * An unsigned LEB128 number of at most 64 bits.
     *
     * @throws MalformedFileException also when it has more bits
     */
    public long uleb() throws MalformedFileException {
        long first = u8();
        if (first < 0x80) {
            return first;
        }
        long start = position - 1;
        long value = first & 0x7f;
        for (int i = 1; i < LONGEST_LEB128; i++) {
            long next = u8();
            value |= (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                if (i == LONGEST_LEB128 - 1 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw section.malformed(start, "LEB128 number", "at most 64 bits", "more");
    }

    /** A signed LEB128 number of at most 64 bits. */
    public long sleb() throws MalformedFileException {
        long start = position;
        long value = 0;
        for (int i = 0; i < LONGEST_LEB128; i++) {
            long next = u8();
            value |= (next & 0x7f) << (7 * i);
            if (next < 0x80) {
                if (i == LONGEST_LEB128 - 1 && next != 0 && next != 0x7f) {
                    break; // the last byte has one bit of the number, and repeats it
                }
                int used = 7 * (i + 1);
                return used < Long.SIZE && (next & 0x40) != 0 ? value | (-1L << used) : value;
            }
        }
        throw section.malformed(start, "LEB128 number", "at most 64 bits", "more");
    }

    /** Skips a LEB128 number. */
    public void skipLeb() throws MalformedFileException {
        long start = position;
        for (int i = 0; i < LONGEST_LEB128; i++) {
            if (u8() < 0x80) {
                return;
            }
        }
        throw section.malformed(start, "LEB128 number", "at most 64 bits", "more");
    }

    /** Skips text and its NUL. */
    public void skipText() throws MalformedFileException {
        while (u8() != 0) {
            // the limit ends it
        }
    }

    private void require(long bytes) throws MalformedFileException {
        if (bytes < 0 || bytes > limit - position) {
            throw section.malformed(
                    position,
                    "field of %s bytes".formatted(Long.toUnsignedString(bytes)),
                    "an end up to 0x%x".formatted(limit),
                    "more");
        }
    }
}
