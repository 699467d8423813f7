package org.mckernel.dump.format.unsupported;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Bytes by which a kind of file is known.
 *
 * @param offset where they stand
 * @param hex the bytes, two digits each
 * @param meaning what the file is then
 */
record Signature(long offset, String hex, Recognition meaning) {
    boolean matches(ByteSource source) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        try {
            return source.contains(offset, bytes.length)
                    && source.slice(offset, bytes.length).mismatch(MemorySegment.ofArray(bytes)) < 0;
        } catch (MalformedFileException _) {
            return false;
        }
    }
}
