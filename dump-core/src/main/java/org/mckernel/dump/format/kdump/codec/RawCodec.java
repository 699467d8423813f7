package org.mckernel.dump.format.kdump.codec;

import java.lang.foreign.MemorySegment;

/** A page stored uncompressed (flags 0). */
public final class RawCodec implements PageCodec {
    static final RawCodec INSTANCE = new RawCodec();

    private RawCodec() {}

    @Override
    public String label() {
        return "raw";
    }

    @Override
    public boolean decode(MemorySegment source, MemorySegment target) {
        if (source.byteSize() != target.byteSize()) {
            return false;
        }
        MemorySegment.copy(source, 0, target, 0, target.byteSize());
        return true;
    }
}
