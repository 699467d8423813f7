package org.mckernel.dump.format.unsupported;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Bytes that identify a kind of file.
 *
 * @param offset their offset in the file
 * @param hex the bytes, two digits each
 * @param meaning the kind of file
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
