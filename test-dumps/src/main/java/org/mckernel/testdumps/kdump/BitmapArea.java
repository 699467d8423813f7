package org.mckernel.testdumps.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.mckernel.testdumps.file.SparseFile;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Writes a page bitmap, least significant bit first; long runs of clear bits stay holes of the file. */
final class BitmapArea {
    private static final int WINDOW = 1 << 20;

    private final SparseFile file;
    private final long offset;
    private final byte[] window = new byte[WINDOW];
    private long windowAt;
    private int used;

    private BitmapArea(SparseFile file, long offset) {
        this.file = file;
        this.offset = offset;
    }

    /** Writes the bits of these ranges, which must ascend. */
    static void write(SparseFile file, long offset, List<SimulatedMemory.Range> ranges, int pageSize)
            throws IOException {
        BitmapArea area = new BitmapArea(file, offset);
        for (SimulatedMemory.Range range : ranges) {
            area.set(range.start() / pageSize, range.end() / pageSize);
        }
        area.flush();
    }

    private void set(long first, long end) throws IOException {
        long pfn = first;
        while (pfn < end) {
            long at = pfn / 8;
            if (at >= windowAt + WINDOW) {
                flush();
                windowAt = at / WINDOW * WINDOW;
            }
            int index = (int) (at - windowAt);
            used = index + 1;
            if (pfn % 8 == 0 && end - pfn >= 8) {
                window[index] = (byte) 0xff;
                pfn += 8;
            } else {
                window[index] |= (byte) (1 << (pfn % 8));
                pfn++;
            }
        }
    }

    private void flush() throws IOException {
        file.write(offset + windowAt, ByteBuffer.wrap(window, 0, used));
        Arrays.fill(window, (byte) 0);
        used = 0;
    }
}
