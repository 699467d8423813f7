package org.mckernel.dump.elf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Sections stored with {@code SHF_COMPRESSED}: a header of 24 bytes (type, 0, size, alignment), then the stream. Before
 * that flag existed, compressed debug sections were named {@code .zdebug_*} and began with {@code ZLIB} and the size,
 * big-endian.
 */
final class CompressedSection {
    private static final int HEADER = 24;
    private static final int OLD_HEADER = 12;
    private static final int OLD_MAGIC = 0x42494c5a;
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    /** Deflate expands one byte to at most this many; a larger announced size is invalid. */
    private static final long MAX_RATIO = 1032;

    private static final long LARGEST = 1L << 30;

    private CompressedSection() {}

    static MemorySegment decompress(ByteSource source, ElfSection section) throws MalformedFileException {
        long offset = section.offset();
        if (section.size() < HEADER) {
            throw MalformedFileException.at(
                    source,
                    offset,
                    "compressed section " + section.name(),
                    "a header of 24 bytes",
                    section.size() + " bytes");
        }
        int type = source.i32(offset);
        if (type == ZSTD) {
            throw MalformedFileException.unsupported(
                    source,
                    "section %s is compressed with zstd".formatted(section.name()),
                    "decompress it first: objcopy --decompress-debug-sections IMAGE");
        }
        if (type != ZLIB) {
            throw MalformedFileException.at(
                    source,
                    offset,
                    "compression type of section " + section.name(),
                    "1 (zlib)",
                    Integer.toString(type));
        }
        return decompress(source, section, source.i64(offset + 8), HEADER);
    }

    /** A section named {@code .zdebug_*}. */
    static MemorySegment decompressZdebug(ByteSource source, ElfSection section) throws MalformedFileException {
        if (section.size() < OLD_HEADER || source.i32(section.offset()) != OLD_MAGIC) {
            throw MalformedFileException.at(
                    source,
                    section.offset(),
                    "compressed section " + section.name(),
                    "ZLIB and a size",
                    "something else");
        }
        return decompress(source, section, Long.reverseBytes(source.i64(section.offset() + 4)), OLD_HEADER);
    }

    private static MemorySegment decompress(ByteSource source, ElfSection section, long size, int header)
            throws MalformedFileException {
        long offset = section.offset();
        long compressed = section.size() - header;
        if (size < 0 || size > LARGEST || compressed > LARGEST || size / MAX_RATIO > compressed) {
            throw MalformedFileException.at(
                    source,
                    offset,
                    "uncompressed size of section " + section.name(),
                    "what %d compressed bytes can hold, at most 2^30".formatted(compressed),
                    Long.toUnsignedString(size));
        }
        return inflate(source, section, source.slice(offset + header, compressed), size);
    }

    @SuppressWarnings("MustBeClosedChecker") // the memory is valid while the segment is reachable
    private static MemorySegment inflate(ByteSource source, ElfSection section, MemorySegment compressed, long size)
            throws MalformedFileException {
        MemorySegment target = Arena.ofAuto().allocate(Math.max(size, 1));
        ByteBuffer out = target.asByteBuffer();
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(compressed.asByteBuffer());
            int got = 1;
            while (got > 0 && out.position() < size) {
                got = inflater.inflate(out);
            }
            if (out.position() == size) {
                return target.asSlice(0, size).asReadOnly();
            }
        } catch (DataFormatException e) {
            throw MalformedFileException.at(
                    source,
                    section.offset(),
                    "section " + section.name(),
                    "a zlib stream",
                    String.valueOf(e.getMessage()));
        }
        throw MalformedFileException.at(
                source,
                section.offset(),
                "section " + section.name(),
                size + " uncompressed bytes",
                out.position() + " bytes");
    }
}
