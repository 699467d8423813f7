package org.mckernel.dump.kernel;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.mckernel.dump.kernel.walk.HashWalk;

/**
 * The hashes of all threads and of all processes, {@code thread_hash} and {@code process_hash} of CPU 0's resource set.
 * Entries are linked through their member {@code hash_list}.
 */
final class ResourceHash {
    private ResourceHash() {}

    /**
     * Visits all entries.
     *
     * @param kind {@code thread} or {@code process}
     * @param notes receives a line for each broken place
     * @param visit receives the address of each structure
     */
    static void forEach(McKernel kernel, FieldReader fields, String kind, List<String> notes, LongConsumer visit) {
        String hash = kind + "_hash";
        OptionalLong node = fields.offset(kind, "hash_list");
        OptionalLong member = fields.offset("resource_set", hash);
        if (kernel.cpus().isEmpty()) {
            return;
        }
        if (node.isEmpty() || member.isEmpty()) {
            notes.add("%s: is not described by %s; only what is on run queues is known"
                    .formatted(hash, kernel.data().layouts().source()));
            return;
        }
        OptionalLong set = fields.i64(kernel.cpus().getFirst().variables(), "cpu_local_var", "resource_set");
        OptionalLong table = fields.i64(set.orElse(0), "resource_set", hash);
        if (table.isEmpty() || table.getAsLong() == 0) {
            notes.add("%s: the resource set of CPU 0 is not in the dump; only run queues are known".formatted(hash));
            return;
        }
        long lists = table.getAsLong() + fields.offset(hash, "list").orElse(0);
        HashWalk.forEach(kernel.data().virtual(), lists, buckets(kernel, hash), node.getAsLong(), hash, notes, visit);
    }

    private static long buckets(McKernel kernel, String hash) {
        try {
            return kernel.data().memberSize(hash, "list") / HashWalk.BUCKET_BYTES;
        } catch (KernelDataException e) {
            return 0;
        }
    }
}
