package org.mckernel.eclair.processcore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The program headers of a core file, collected while memory is written: a segment is a run of memory followed by
 * zeros.
 */
final class CoreSegments {
    /** Bytes of a program header. */
    static final int HEADER = 56;
    /** From this count on PN_XNUM is used: the count is in the first section header. */
    static final int NOT_IN_HEADER = 0xffff;

    private static final int MOST = 1 << 22;
    private static final int FIELDS = 5;
    private static final int LOAD = 1;
    private static final int NOTE = 4;

    private final long pageSize;
    private long[] fields = new long[FIELDS * 64];
    private int count;

    CoreSegments(long pageSize) {
        this.pageSize = pageSize;
    }

    /** Number of load segments. */
    int count() {
        return count;
    }

    /**
     * Appends memory.
     *
     * @param fileOffset offset of its bytes; −1 for zeros, which are not in the file
     * @param joins false where a new range starts
     */
    void add(long virtual, long length, int flags, long fileOffset, boolean joins) throws IOException {
        if (count > 0 && joins && virtual == end() && flags == fields[last() + 4]) {
            boolean stored = fileOffset >= 0;
            if (!stored
                    || (fields[last() + 1] == fields[last() + 2]
                            && fileOffset == fields[last() + 3] + fields[last() + 1])) {
                fields[last() + 1] += stored ? length : 0;
                fields[last() + 2] += length;
                return;
            }
        }
        if (count == MOST) {
            throw new IOException("more than %d separate runs of memory".formatted(MOST));
        }
        if (FIELDS * (count + 1) > fields.length) {
            fields = Arrays.copyOf(fields, 2 * fields.length);
        }
        count++;
        fields[last()] = virtual;
        fields[last() + 1] = fileOffset < 0 ? 0 : length;
        fields[last() + 2] = length;
        fields[last() + 3] = Math.max(fileOffset, 0);
        fields[last() + 4] = flags;
    }

    private int last() {
        return FIELDS * (count - 1);
    }

    private long end() {
        return fields[last()] + fields[last() + 2];
    }

    /** The table: the note segment, then the load segments. */
    ByteBuffer table(long notesAt, long notesLength) {
        ByteBuffer table = ByteBuffer.allocate(HEADER * (count + 1)).order(ByteOrder.LITTLE_ENDIAN);
        table.putInt(NOTE)
                .putInt(0)
                .putLong(notesAt)
                .putLong(0)
                .putLong(0)
                .putLong(notesLength)
                .putLong(0)
                .putLong(4);
        for (int i = 0; i < count; i++) {
            int at = FIELDS * i;
            table.putInt(LOAD)
                    .putInt((int) fields[at + 4])
                    .putLong(fields[at + 3])
                    .putLong(fields[at])
                    .putLong(0)
                    .putLong(fields[at + 1])
                    .putLong(fields[at + 2])
                    .putLong(pageSize);
        }
        return table.flip();
    }
}
