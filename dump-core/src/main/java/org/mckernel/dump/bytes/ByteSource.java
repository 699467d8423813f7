package org.mckernel.dump.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A finite sequence of bytes read by position. All integers are little endian and unaligned, as in every format this
 * project reads (the flattened stream, which is big endian, says so where it reads).
 *
 * <p>Implementations are immutable and safe for use by several threads.
 */
public interface ByteSource {
    ValueLayout.OfShort LE16 = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfInt LE32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfLong LE64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** What to call this source in a message: usually the file's name as the user gave it. */
    String name();

    /** Number of bytes. */
    long size();

    /**
     * The bytes at {@code [offset, offset + length)}: a view without copying where they are contiguous in the file,
     * else a copy (flattened streams): request only what is needed.
     *
     * @throws MalformedFileException when the range is not completely inside {@link #size()} (kind
     *         {@link MalformedFileException.Kind#TRUNCATED}) or was never stored
     */
    MemorySegment slice(long offset, long length) throws MalformedFileException;

    /**
     * Copies bytes to {@code target}.
     *
     * @throws MalformedFileException as {@link #slice}
     */
    default void read(long offset, MemorySegment target, long targetOffset, long length) throws MalformedFileException {
        MemorySegment.copy(slice(offset, length), 0, target, targetOffset, length);
    }

    /**
     * How many bytes from {@code offset} are contiguous in a file, and where: needed for a copy from file to file.
     *
     * @return the longest such run of at most {@code length} bytes, or null when the bytes at {@code offset} are not
     *         stored as such
     */
    FileRun fileRun(long offset, long length);

    /** Unsigned byte at {@code offset}. */
    default int u8(long offset) throws MalformedFileException {
        return Byte.toUnsignedInt(slice(offset, 1).get(ValueLayout.JAVA_BYTE, 0));
    }

    /** Unsigned 16-bit integer at {@code offset}. */
    default int u16(long offset) throws MalformedFileException {
        return Short.toUnsignedInt(slice(offset, 2).get(LE16, 0));
    }

    /** Signed 32-bit integer at {@code offset}. */
    default int i32(long offset) throws MalformedFileException {
        return slice(offset, 4).get(LE32, 0);
    }

    /** Unsigned 32-bit integer at {@code offset}. */
    default long u32(long offset) throws MalformedFileException {
        return Integer.toUnsignedLong(i32(offset));
    }

    /** 64-bit integer at {@code offset}; values above 2⁶³−1 come out negative. */
    default long i64(long offset) throws MalformedFileException {
        return slice(offset, 8).get(LE64, 0);
    }

    /** A file offset, size or count of 64 bits: a value that does not fit a positive {@code long} is invalid. */
    default long offset64(long offset, String what) throws MalformedFileException {
        long value = i64(offset);
        if (value < 0) {
            throw MalformedFileException.at(this, offset, what, "a value below 2^63", "0x" + Long.toHexString(value));
        }
        return value;
    }

    /**
     * Text of at most {@code length} bytes at {@code offset}, ending before the first NUL; bytes are Latin-1, so that
     * nothing is lost and nothing fails.
     */
    default String text(long offset, long length) throws MalformedFileException {
        byte[] bytes = slice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** True if the bytes {@code [offset, offset + length)} are inside this source; no overflow for any arguments. */
    default boolean contains(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size() && length <= size() - offset;
    }
}
