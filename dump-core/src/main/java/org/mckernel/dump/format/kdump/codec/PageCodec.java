package org.mckernel.dump.format.kdump.codec;

import java.lang.foreign.MemorySegment;

/**
 * One way to store a page. Implementations keep state per thread only and are safe for use by several threads.
 *
 * <p>The flag values are those of makedumpfile's page descriptors.
 */
public sealed interface PageCodec permits RawCodec, CompressedCodec {
    /** The longest input and output of a codec in bytes: one page of the largest page size. */
    int MAX_PAGE_SIZE = 1 << 16;

    /** Flags of a page descriptor: {@code DUMP_DH_COMPRESSED_...} of makedumpfile's diskdump_mod.h. */
    int COMPRESSED_ZLIB = 0x01;

    int COMPRESSED_LZO = 0x02;
    int COMPRESSED_SNAPPY = 0x04;
    int COMPRESSED_ZSTD = 0x20;

    /** Name as dump tools print it, for example {@code zlib}. */
    String label();

    /**
     * Decodes one page.
     *
     * @param source the page as stored, 1 to {@link #MAX_PAGE_SIZE} bytes
     * @param target receives the page; its size is the page size. After a failure its content is undefined
     * @return true when the source is well formed and decodes to exactly {@code target.byteSize()} bytes; nothing is
     *         thrown for malformed content
     */
    boolean decode(MemorySegment source, MemorySegment target);

    /** The codec for a page descriptor's flags, or null when they name none or several. */
    static PageCodec ofFlags(int flags) {
        return switch (flags) {
            case 0 -> RawCodec.INSTANCE;
            case COMPRESSED_ZLIB -> ZlibCodec.INSTANCE;
            case COMPRESSED_LZO -> LzoCodec.INSTANCE;
            case COMPRESSED_SNAPPY -> SnappyCodec.INSTANCE;
            case COMPRESSED_ZSTD -> ZstdCodec.INSTANCE;
            default -> null;
        };
    }
}
