package org.mckernel.testdumps.kdump;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.lzo.LzoCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.util.Arrays;
import java.util.zip.Deflater;

/** How a page's bytes are stored. */
public enum Codec {
    /** Not compressed. */
    RAW(0),
    /** A zlib stream (RFC 1950). */
    ZLIB(1),
    /** An LZO1X stream. */
    LZO(2),
    /** A snappy block without framing. */
    SNAPPY(4),
    /** A zstd frame. */
    ZSTD(0x20);

    private final int flag;

    Codec(int flag) {
        this.flag = flag;
    }

    /** Bit in the page descriptor's flags and in the header's status. */
    public int flag() {
        return flag;
    }

    /** The page as stored; may be longer than the page if it does not compress. */
    public byte[] compress(byte... page) {
        return switch (this) {
            case RAW -> page.clone();
            case ZLIB -> deflate(page);
            case LZO -> compress(new LzoCompressor(), page);
            case SNAPPY -> compress(new SnappyJavaCompressor(), page);
            case ZSTD -> compress(new ZstdJavaCompressor(), page);
        };
    }

    private static byte[] deflate(byte... page) {
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED)) {
            deflater.setInput(page);
            deflater.finish();
            byte[] buffer = new byte[page.length * 2];
            return Arrays.copyOf(buffer, deflater.deflate(buffer));
        }
    }

    private static byte[] compress(Compressor compressor, byte... page) {
        byte[] buffer = new byte[compressor.maxCompressedLength(page.length)];
        return Arrays.copyOf(buffer, compressor.compress(page, 0, page.length, buffer, 0, buffer.length));
    }
}
