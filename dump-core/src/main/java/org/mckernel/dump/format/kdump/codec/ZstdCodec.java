package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.zstd.ZstdDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as a zstd frame (flag 0x20). */
public final class ZstdCodec implements PageCodec {
    static final ZstdCodec INSTANCE = new ZstdCodec();

    private final ThreadLocal<ZstdDecompressor> decoders = ThreadLocal.withInitial(ZstdDecompressor::create);

    private ZstdCodec() {}

    @Override
    public String label() {
        return "zstd";
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
