package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.lzo.LzoDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as LZO1X data (flag 2). */
public final class LzoCodec implements PageCodec {
    static final LzoCodec INSTANCE = new LzoCodec();

    private final ThreadLocal<LzoDecompressor> decoders = ThreadLocal.withInitial(LzoDecompressor::new);

    private LzoCodec() {}

    @Override
    public String label() {
        return "lzo";
    }

    @Override
    public boolean decode(MemorySegment source, MemorySegment target) {
        MemorySegment input = StagedInput.of(source);
        try {
            return decoders.get().decompress(input, target) == target.byteSize();
        } catch (RuntimeException e) {
            return false; // the library's word for malformed input
        }
    }
}
