package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes an {@code ihk_kmsg_buf}: lock, tail, len, head (i32 each at 0, 4, 8, 12), and a ring of {@code len} bytes at
 * 4096.
 *
 * <p>Like the kernel it puts bytes at tail, and when a message did not fit in the free space it moves head past tail.
 */
public final class KernelLogWriter {
    /** Where the ring starts in the structure. */
    public static final int RING_OFFSET = 4096;
    /** Ring of kernels from 2017-09 to 2021-02. */
    public static final int OLD_RING = 8192;
    /** Ring of kernels since 2021-03-01: the structure is 4 MiB. */
    public static final int NEW_RING = (4 << 20) - RING_OFFSET;

    private final byte[] ring;
    private int head;
    private int tail;
    private Integer lenField;
    private Integer headField;
    private Integer tailField;

    /** @param ringSize bytes of text the ring holds */
    public KernelLogWriter(int ringSize) {
        ring = new byte[ringSize];
    }

    /** Appends one message; long ones wrap and push the oldest text out. */
    public KernelLogWriter append(String message) {
        byte[] bytes = message.getBytes(UTF_8);
        int free = head == tail ? ring.length : Math.floorMod(head - tail, ring.length);
        for (byte b : bytes) {
            ring[tail] = b;
            tail = (tail + 1) % ring.length;
        }
        if (free <= bytes.length) {
            head = (tail + 1) % ring.length;
        }
        return this;
    }

    /** Somebody read everything: head meets tail, the old text stays in the ring. */
    public KernelLogWriter consume() {
        head = tail;
        return this;
    }

    /** Fault: other header values than the ring has. */
    public KernelLogWriter fields(int newHead, int newTail, int newLen) {
        headField = newHead;
        tailField = newTail;
        lenField = newLen;
        return this;
    }

    /** Offset in the ring of the oldest byte. */
    public int head() {
        return head;
    }

    /** Offset in the ring after the newest byte. */
    public int tail() {
        return tail;
    }

    /** Bytes of the whole structure. */
    public int length() {
        return RING_OFFSET + ring.length;
    }

    /** Writes the structure. */
    public KernelLogWriter writeTo(SimulatedMemory memory, long address) {
        memory.writeInts(
                address,
                0,
                tailField == null ? tail : tailField,
                lenField == null ? ring.length : lenField,
                headField == null ? head : headField);
        // Only what holds text: a new 4 MiB ring would otherwise fill a small machine's dump.
        int used = ring.length;
        while (used > 0 && ring[used - 1] == 0) {
            used--;
        }
        memory.write(address + RING_OFFSET, Arrays.copyOf(ring, used));
        return this;
    }
}
