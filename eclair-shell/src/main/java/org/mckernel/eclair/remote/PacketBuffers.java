package org.mckernel.eclair.remote;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocatorMetric;

/** The memory of packets: one pool on the heap, and a limit for each buffer. */
final class PacketBuffers {
    /** Most characters between {@code $} and {@code #}, either way; what {@code PacketSize} announces. */
    static final int PACKET_BYTES = 1 << 17;
    /** A complete packet: an acknowledgement, its marks, its checksum. */
    static final int FRAME_BYTES = PACKET_BYTES + 16;
    /** What a connection keeps while nothing is going on. */
    static final int IDLE_BYTES = 1 << 12;

    private static final PooledByteBufAllocator POOL = pool();

    private PacketBuffers() {}

    private static PooledByteBufAllocator pool() {
        // Nothing here needs memory outside the heap, and Java warns of programs that reach for it by sun.misc.Unsafe.
        System.setProperty("io.netty.noUnsafe", "true");
        int pageSize = 8192;
        int chunkOrder = 6;
        return new PooledByteBufAllocator(false, 2, 0, pageSize, chunkOrder, 0, 0, false);
    }

    /** An empty buffer that grows up to a limit; the caller releases it. */
    static ByteBuf buffer(int limit) {
        return POOL.heapBuffer(Math.min(IDLE_BYTES, limit), limit);
    }

    /** Empties a buffer; one that has grown large goes back to the pool, and a small one takes its place. */
    static ByteBuf emptied(ByteBuf buffer) {
        if (buffer.capacity() <= IDLE_BYTES) {
            return buffer.clear();
        }
        int limit = buffer.maxCapacity();
        buffer.release();
        return buffer(limit);
    }

    /** How much of the pool is in use. */
    static PooledByteBufAllocatorMetric metric() {
        return POOL.metric();
    }
}
