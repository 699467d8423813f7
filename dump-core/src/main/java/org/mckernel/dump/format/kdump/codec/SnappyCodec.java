package org.mckernel.dump.format.kdump.codec;

import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.lang.foreign.MemorySegment;

/** A page stored as one snappy block without framing (flag 4). */
public final class SnappyCodec extends CompressedCodec {
    static final SnappyCodec INSTANCE = new SnappyCodec();

    private final ThreadLocal<SnappyDecompressor> plain = ThreadLocal.withInitial(SnappyJavaDecompressor::new);
    /** The native decoder where available. */
    private final ThreadLocal<SnappyDecompressor> fast = ThreadLocal.withInitial(SnappyDecompressor::create);

    private SnappyCodec() {}

    @Override
    public String label() {
        return "snappy";
    }

    @Override
    boolean decompress(MemorySegment input, MemorySegment target) {
        return (manyPages() ? fast : plain).get().decompress(input, target) == target.byteSize();
    }
}
