package org.mckernel.dump.format.kdump.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A per-thread copy of a page's stored bytes, outside the file's mapping. Decoders run on the copy because some of them
 * are native code or read a few bytes ahead: neither may meet the end of a mapping, nor a file that shrinks meanwhile (a
 * fatal signal in native code, an orderly error in the copy).
 */
final class StagedInput {
    /** Decoders that read ahead do so by at most two words. */
    private static final int READ_AHEAD = 64;

    private static final ThreadLocal<MemorySegment> BUFFER = ThreadLocal.withInitial(
            () -> Arena.ofAuto().allocate(PageCodec.MAX_PAGE_SIZE + READ_AHEAD, 64));

    private StagedInput() {}

    /** The bytes of {@code source}, valid until this thread's next call. */
    static MemorySegment of(MemorySegment source) {
        MemorySegment buffer = BUFFER.get();
        MemorySegment.copy(source, 0, buffer, 0, source.byteSize());
        return buffer.asSlice(0, source.byteSize());
    }
}
