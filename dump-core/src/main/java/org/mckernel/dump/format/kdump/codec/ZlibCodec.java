package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.deflate.DeflateDecompressor;
import io.airlift.compress.v3.deflate.DeflateNativeDecompressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A page stored as one zlib stream (flag 1): two bytes of header, deflate data, the Adler-32 of the page (RFC 1950).
 * The deflate data is decoded by a native decoder, twice as fast, where one is available and there are many pages, else
 * by the JDK's; the checksum is verified either way.
 */
public final class ZlibCodec extends CompressedCodec {
    static final ZlibCodec INSTANCE = new ZlibCodec();

    private static final int HEADER = 2;
    private static final int TRAILER = 4;
    private static final ValueLayout.OfInt BE32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final ThreadLocal<FastState> fastStates = ThreadLocal.withInitial(FastState::new);
    private final ThreadLocal<Inflater> inflaters = ThreadLocal.withInitial(Inflater::new);

    private ZlibCodec() {}

    /** Loads the native decoder on first use. */
    private static final class Native {
        private static final boolean AVAILABLE = DeflateNativeDecompressor.isEnabled();
    }

    /** One thread's decoder and checksum. */
    private static final class FastState {
        private final DeflateDecompressor decoder = new DeflateNativeDecompressor();
        private final Adler32 checksum = new Adler32();
    }

    @Override
    public String label() {
        return "zlib";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return (manyPages() && Native.AVAILABLE) ? decodeFast(input, target) : decodePlain(input, target);
    }

    /** Uses the native decoder, which supports raw deflate only. */
    boolean decodeFast(MemorySegment input, MemorySegment target) {
        long size = input.byteSize();
        if (size <= HEADER + TRAILER) {
            return false;
        }
        int method = Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, 0));
        int flags = Byte.toUnsignedInt(input.get(ValueLayout.JAVA_BYTE, 1));
        boolean preset = (flags & 0x20) != 0;
        if ((method & 0x0f) != 8 || (method << 8 | flags) % 31 != 0 || preset) {
            return false;
        }
        FastState state = fastStates.get();
        MemorySegment deflated = input.asSlice(HEADER, size - HEADER - TRAILER);
        if (state.decoder.decompress(deflated, target) != target.byteSize()) {
            return false;
        }
        state.checksum.reset();
        state.checksum.update(target.asByteBuffer());
        return (int) state.checksum.getValue() == input.get(BE32, size - TRAILER);
    }

    /** Uses the JDK's inflater, which checks header and checksum itself. */
    boolean decodePlain(MemorySegment input, MemorySegment target) {
        Inflater inflater = inflaters.get();
        inflater.reset();
        try {
            inflater.setInput(input.asByteBuffer());
            int got = inflater.inflate(target.asByteBuffer());
            boolean ended = inflater.finished() || endsHere(inflater);
            return ended && got == target.byteSize() && inflater.getRemaining() == 0;
        } catch (DataFormatException e) {
            return false;
        }
    }

    /** With the output full, the inflater may need one more call to reach the end of the stream and its checksum. */
    private static boolean endsHere(Inflater inflater) throws DataFormatException {
        return inflater.inflate(new byte[1]) == 0 && inflater.finished();
    }
}
