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

/** A compression format of whole files, recognised by the first bytes. Concatenated streams are read as one. */
enum CompressionFormat {
    GZIP("gzip", "1f8b08") {
        @Override
        InputStream decompress(InputStream compressed) throws IOException {
            return GzipCompressorInputStream.builder()
                    .setInputStream(compressed)
                    .setDecompressConcatenated(true)
                    .get();
        }
    },
    XZ("xz", "fd377a585a00") {
        @Override
        InputStream decompress(InputStream compressed) throws IOException {
            return XZCompressorInputStream.builder()
                    .setInputStream(compressed)
                    .setDecompressConcatenated(true)
                    .setMemoryLimitKiB(MOST_MEMORY_KIB)
                    .get();
        }
    },
    BZIP2("bzip2", "425a68") {
        @Override
        InputStream decompress(InputStream compressed) throws IOException {
            return new BZip2CompressorInputStream(compressed, true);
        }
    },
    ZSTD("zstd", "28b52ffd") {
        @Override
        InputStream decompress(InputStream compressed) throws IOException {
            return ZstdInputStream.create(compressed);
        }
    };

    /** Limit for the dictionary of xz: its highest preset uses 65 MiB. */
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

    /** The content of a compressed stream. */
    abstract InputStream decompress(InputStream compressed) throws IOException;

    /** The compression format of a stream, if any; the position of the stream does not change. */
    static Optional<CompressionFormat> of(BufferedInputStream stream) throws IOException {
        stream.mark(LONGEST_SIGNATURE);
        String start = HexFormat.of().formatHex(stream.readNBytes(LONGEST_SIGNATURE));
        stream.reset();
        return Arrays.stream(values())
                .filter(p -> start.startsWith(p.signature))
                .findFirst();
    }
}
