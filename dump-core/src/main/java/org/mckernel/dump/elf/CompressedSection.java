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
 * there was such a flag, debug sections were named {@code .zdebug_*} and began with {@code ZLIB} and the size,
 * big-endian.
 */
final class CompressedSection {
    private static final int HEADER = 24;
    private static final int OLD_HEADER = 12;
    private static final int OLD_MAGIC = 0x42494c5a;
    private static final int ZLIB = 1;
    private static final int ZSTD = 2;
    /** Deflate cannot make more of a byte than this; a larger claim is a lie. */
    private static final long BEST_RATIO = 1032;

    private static final long LARGEST = 1L << 30;

    private CompressedSection() {}

    static MemorySegment unpack(ByteSource source, ElfSection section) throws MalformedFileException {
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
                    "unpack it first: objcopy --decompress-debug-sections IMAGE");
        }
        if (type != ZLIB) {
            throw MalformedFileException.at(
                    source,
                    offset,
                    "compression type of section " + section.name(),
                    "1 (zlib)",
                    Integer.toString(type));
        }
        return unpack(source, section, source.i64(offset + 8), HEADER);
    }

    /** One named {@code .zdebug_*}. */
    static MemorySegment unpackOld(ByteSource source, ElfSection section) throws MalformedFileException {
        if (section.size() < OLD_HEADER || source.i32(section.offset()) != OLD_MAGIC) {
            throw MalformedFileException.at(
                    source,
                    section.offset(),
                    "compressed section " + section.name(),
                    "ZLIB and a size",
                    "something else");
        }
        return unpack(source, section, Long.reverseBytes(source.i64(section.offset() + 4)), OLD_HEADER);
    }

    private static MemorySegment unpack(ByteSource source, ElfSection section, long size, int header)
            throws MalformedFileException {
        long offset = section.offset();
        long packed = section.size() - header;
        if (size < 0 || size > LARGEST || packed > LARGEST || size / BEST_RATIO > packed) {
            throw MalformedFileException.at(
                    source,
                    offset,
                    "unpacked size of section " + section.name(),
                    "what %d packed bytes can hold, at most 2^30".formatted(packed),
                    Long.toUnsignedString(size));
        }
        return inflate(source, section, source.slice(offset + header, packed), size);
    }

    @SuppressWarnings("MustBeClosedChecker") // the memory lives as long as somebody holds the segment
    private static MemorySegment inflate(ByteSource source, ElfSection section, MemorySegment packed, long size)
            throws MalformedFileException {
        MemorySegment target = Arena.ofAuto().allocate(Math.max(size, 1));
        ByteBuffer out = target.asByteBuffer();
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(packed.asByteBuffer());
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
                size + " unpacked bytes",
                out.position() + " bytes");
    }
}
