package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.zstd.ZstdDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as a zstd frame (flag 0x20). */
public final class ZstdCodec extends CompressedCodec {
    static final ZstdCodec INSTANCE = new ZstdCodec();

    private final ThreadLocal<ZstdDecompressor> decoders = ThreadLocal.withInitial(ZstdDecompressor::create);

    private ZstdCodec() {}

    @Override
    public String label() {
        return "zstd";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return decoders.get().decompress(input, target) == target.byteSize();
    }
}
