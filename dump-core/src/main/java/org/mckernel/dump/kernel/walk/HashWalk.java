package org.mckernel.dump.kernel.walk;

import java.util.List;
import java.util.function.LongConsumer;
import org.mckernel.dump.address.VirtualMemory;

/** Visits a hash: an array of {@code struct list_head}, one per bucket, each walked by {@link ListWalk}. */
public final class HashWalk {
    /** Bytes of a bucket: two pointers. */
    public static final int BUCKET_BYTES = 16;

    private static final int MOST_BUCKETS = 1 << 16;

    private HashWalk() {}

    /**
     * Visits all entries.
     *
     * @param array virtual address of the first bucket
     * @param buckets their number; at most 65,536 are visited
     * @param node offset of the list node in each entry, in bytes
     * @param what name of the hash, for notes
     * @param notes receives a line for each broken place
     * @param visit receives the address of each entry
     */
    public static void forEach(
            VirtualMemory memory,
            long array,
            long buckets,
            long node,
            String what,
            List<String> notes,
            LongConsumer visit) {
        for (int bucket = 0; bucket < Math.min(buckets, MOST_BUCKETS); bucket++) {
            ListWalk.forEach(
                    memory,
                    array + (long) bucket * BUCKET_BYTES,
                    "%s, bucket %d".formatted(what, bucket),
                    notes,
                    at -> visit.accept(at - node));
        }
    }
}
