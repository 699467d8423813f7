package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.snappy.SnappyDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as one snappy block without framing (flag 4). */
public final class SnappyCodec extends CompressedCodec {
    static final SnappyCodec INSTANCE = new SnappyCodec();

    private final ThreadLocal<SnappyDecompressor> decoders = ThreadLocal.withInitial(SnappyDecompressor::create);

    private SnappyCodec() {}

    @Override
    public String label() {
        return "snappy";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return decoders.get().decompress(input, target) == target.byteSize();
    }
}
