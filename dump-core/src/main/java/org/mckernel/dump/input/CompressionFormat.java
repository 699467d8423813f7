package org.mckernel.dump.input;

import io.airlift.compress.v3.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** A compressor of whole files, known by the first bytes. Several streams in a row are read as one. */
enum CompressionFormat {
    GZIP("gzip", "1f8b08") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(packed)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    XZ("xz", "fd377a585a00") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return XZCompressorInputStream.builder()
                    .setInputStream(packed)
                    .setDecompressConcatenated(true)
                    .setMemoryLimitKiB(MOST_MEMORY_KIB)
                    .get();
        }
    },
    BZIP2("bzip2", "425a68") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return new BZip2CompressorInputStream(packed, true);
        }
    },
    ZSTD("zstd", "28b52ffd") {
        @Override
        InputStream unpack(InputStream packed) throws IOException {
            return ZstdInputStream.create(packed);
        }
    };

    /** Dictionary of xz at most: its highest preset takes 65 MiB. */
    private static final int MOST_MEMORY_KIB = 128 << 10;

    private static final int LONGEST_SIGNATURE = 6;

    private final String label;
    private final String signature;

    /** @param signature the first bytes, in hexadecimal */
    CompressionFormat(String label, String signature) {
        this.label = label;
        this.signature = signature;
    }

    /** Its name. */
    String label() {
        return label;
    }

    /** The content of a packed stream. */
    abstract InputStream unpack(InputStream packed) throws IOException;

    /** What a stream is packed by, if it is; the stream stays at its beginning. */
    static Optional<CompressionFormat> of(BufferedInputStream stream) throws IOException {
        stream.mark(LONGEST_SIGNATURE);
        String start = HexFormat.of().formatHex(stream.readNBytes(LONGEST_SIGNATURE));
        stream.reset();
        return Arrays.stream(values())
                .filter(p -> start.startsWith(p.signature))
                .findFirst();
    }
}
