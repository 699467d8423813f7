package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as a zstd frame (flag 0x20). */
public final class ZstdCodec extends CompressedCodec {
    static final ZstdCodec INSTANCE = new ZstdCodec();

    private final ThreadLocal<ZstdDecompressor> plain = ThreadLocal.withInitial(ZstdJavaDecompressor::new);
    /** The native decoder where available. */
    private final ThreadLocal<ZstdDecompressor> fast = ThreadLocal.withInitial(ZstdDecompressor::create);

    private ZstdCodec() {}

    @Override
    public String label() {
        return "zstd";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return (manyPages() ? fast : plain).get().decompress(input, target) == target.byteSize();
    }
}
