package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.lzo.LzoDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as LZO1X data (flag 2). */
public final class LzoCodec extends CompressedCodec {
    static final LzoCodec INSTANCE = new LzoCodec();

    private final ThreadLocal<LzoDecompressor> decoders = ThreadLocal.withInitial(LzoDecompressor::new);

    private LzoCodec() {}

    @Override
    public String label() {
        return "lzo";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return decoders.get().decompress(input, target) == target.byteSize();
    }
}
