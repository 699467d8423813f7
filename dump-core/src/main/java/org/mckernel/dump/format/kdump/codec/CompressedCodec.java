package org.mckernel.dump.format.kdump.codec;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Common base of the compressing codecs.
 *
 * <p>Decoders run on a per-thread copy of the stored bytes, outside the file's mapping, because some of them are native
 * code or read a few bytes ahead: neither may reach the end of a mapping, nor a file that is truncated meanwhile (a
 * fatal signal in native code, a regular error in the copy).
 *
 * <p>Half of a machine's pages may be zero, and all of them compress to the same few bytes. So each thread remembers
 * the last input that gave a zero page and does not decode the same bytes again.
 *
 * <p>Loading a native decoder takes as long as decoding some ten thousand pages without it, so a codec checks {@link
 * #manyPages} first: a command that reads a few pages starts immediately.
 */
abstract sealed class CompressedCodec implements PageCodec permits ZlibCodec, LzoCodec, SnappyCodec, ZstdCodec {
    /** Decoders that read ahead do so by at most two words. */
    private static final int READ_AHEAD = 64;

    /** A page of zeros compresses to less than this fraction: snappy's 196 bytes for 4 KiB are the maximum. */
    private static final int ZERO_RATIO = 16;

    /** Minimum number of pages decoded without native code. */
    private static final int MANY = 4096;

    private static final MemorySegment ZEROS =
            MemorySegment.ofArray(new byte[MAX_PAGE_SIZE]).asReadOnly();

    private final ThreadLocal<State> states = ThreadLocal.withInitial(State::new);

    /** Pages decoded up to {@link #MANY}, by all threads; updates may get lost between threads, which is harmless. */
    private int decoded;

    /** Per-thread state. */
    private static final class State {
        private final MemorySegment input = Arena.ofAuto().allocate(MAX_PAGE_SIZE + READ_AHEAD, 64);
        private final MemorySegment zeroInput = MemorySegment.ofArray(new byte[MAX_PAGE_SIZE / ZERO_RATIO]);
        private long zeroInputSize;
        private long zeroPageSize;
    }

    @Override
    public final boolean decode(MemorySegment source, MemorySegment target) {
        State state = states.get();
        long size = source.byteSize();
        if (isKnownZero(state, source, size, target.byteSize())) {
            target.fill((byte) 0);
            return true;
        }
        MemorySegment.copy(source, 0, state.input, 0, size);
        if (!decodeStaged(state.input.asSlice(0, size), target)) {
            return false;
        }
        if (size < target.byteSize() / ZERO_RATIO && target.mismatch(ZEROS.asSlice(0, target.byteSize())) < 0) {
            MemorySegment.copy(state.input, 0, state.zeroInput, 0, size);
            state.zeroInputSize = size;
            state.zeroPageSize = target.byteSize();
        }
        return true;
    }

    private static boolean isKnownZero(State state, MemorySegment source, long size, long pageSize) {
        return size == state.zeroInputSize
                && pageSize == state.zeroPageSize
                && MemorySegment.mismatch(source, 0, size, state.zeroInput, 0, size) < 0;
    }

    private boolean decodeStaged(MemorySegment input, MemorySegment target) {
        try {
            return decompress(input, target);
        } catch (RuntimeException e) {
            return false; // thrown by the libraries for malformed input
        }
    }

    /** True once enough pages were decoded to make loading a native decoder worthwhile. */
    final boolean manyPages() {
        if (decoded >= MANY) {
            return true;
        }
        decoded++;
        return false;
    }

    /** Decodes one page from a private copy; throws or returns false when the input is not exactly one page. */
    abstract boolean decompress(MemorySegment input, MemorySegment target);
}
