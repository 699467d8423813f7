package org.mckernel.dump.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.mckernel.dump.bytes.ByteSource;

/**
 * The memory that a stopped kernel says belongs in its dump, as the driver answers: the count (4 bytes at 0),
 * kernel_base (8), on drivers since February 2020 also phys_start (16), then address and size of each area. Areas
 * ascend and do not overlap.
 */
public final class MemoryAreas {
    /** More areas than a terabyte of memory could have holes in its page set. */
    public static final int MOST = 1 << 22;

    private static final int AREA = 16;
    private static final int OLD_HEADER = 16;
    private static final int HEADER = 24;
    private static final long ADDRESS_LIMIT = 1L << 56;
    private static final long LEAST_PAGE = 4096;

    private final long kernelBase;
    private final long physStart;
    private final long[] addresses;
    private final long[] sizes;

    private MemoryAreas(long kernelBase, long physStart, long[] addresses, long[] sizes) {
        this.kernelBase = kernelBase;
        this.physStart = physStart;
        this.addresses = addresses;
        this.sizes = sizes;
    }

    /**
     * Bytes of an answer, checked before they are allocated.
     *
     * @param size what the driver says is needed
     */
    public static int checkedSize(String device, long size) throws IOException {
        if (size < OLD_HEADER || (size - OLD_HEADER) % 8 != 0 || (size - OLD_HEADER) / AREA > MOST) {
            throw new IOException(
                    "%s: DUMP: expected 16 or 24 bytes and 16 for each of at most %d memory areas, found %d"
                            .formatted(device, MOST, size));
        }
        return (int) size;
    }

    /**
     * Reads an answer; its size determines the kind of header.
     *
     * @throws IOException when it contradicts itself
     */
    public static MemoryAreas parse(String device, MemorySegment answer) throws IOException {
        int size = checkedSize(device, answer.byteSize());
        int header = (size - OLD_HEADER) % AREA == 0 ? OLD_HEADER : HEADER;
        int count = answer.get(ByteSource.LE32, 0);
        // The kernel may mark fewer pages between the two requests, never more.
        if (count < 0 || count > (size - header) / AREA) {
            throw new IOException("%s: DUMP: expected at most %d memory areas in %d bytes, found %d"
                    .formatted(device, (size - header) / AREA, size, count));
        }
        long[] addresses = new long[count];
        long[] sizes = new long[count];
        long end = 0;
        for (int i = 0; i < count; i++) {
            addresses[i] = answer.get(ByteSource.LE64, header + (long) i * AREA);
            sizes[i] = answer.get(ByteSource.LE64, header + (long) i * AREA + 8);
            boolean page = ((addresses[i] | sizes[i]) & (LEAST_PAGE - 1)) == 0;
            if (!page
                    || addresses[i] < end
                    || addresses[i] >= ADDRESS_LIMIT
                    || sizes[i] <= 0
                    || sizes[i] > ADDRESS_LIMIT - addresses[i]) {
                throw new IOException(
                        "%s: DUMP: memory area %d: 0x%x + 0x%x is not a page-aligned range at or after 0x%x"
                                .formatted(device, i, addresses[i], sizes[i], end));
            }
            end = addresses[i] + sizes[i];
        }
        return new MemoryAreas(
                answer.get(ByteSource.LE64, 8),
                header == HEADER ? answer.get(ByteSource.LE64, 16) : 0,
                addresses,
                sizes);
    }

    /** No memory at all. */
    static MemoryAreas none() {
        return new MemoryAreas(0, 0, new long[0], new long[0]);
    }

    /** Physical address of the image's first byte. */
    public long kernelBase() {
        return kernelBase;
    }

    /** Where Linux's direct map starts, on aarch64; 0 on drivers that do not report it. */
    public long physStart() {
        return physStart;
    }

    /** How many there are. */
    public int count() {
        return addresses.length;
    }

    /** Physical address of one. */
    public long address(int index) {
        return addresses[index];
    }

    /** Bytes of one, more than 0. */
    public long size(int index) {
        return sizes[index];
    }

    /** Bytes of all. */
    public long totalBytes() {
        return Arrays.stream(sizes).sum();
    }

    /** The one that contains an address; else −1 minus the index of the next above it. */
    int find(long address) {
        int found = Arrays.binarySearch(addresses, address);
        int before = found >= 0 ? found : -found - 2;
        return before >= 0 && address - addresses[before] < sizes[before] ? before : -(before + 1) - 1;
    }
}
