package org.mckernel.dump.kernel.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.kernel.ChangedMemory;

/** Arrays of list heads: each bucket is walked, and a broken one does not end the others. */
class HashWalkTest {
    private static final long ARRAY = 0x1000;
    private static final long NODE = 0x18;

    private final ChangedMemory memory = ChangedMemory.empty();
    private final List<String> notes = new ArrayList<>();
    private final List<Long> visited = new ArrayList<>();

    private void walk(long buckets) {
        HashWalk.forEach(memory.identity(), ARRAY, buckets, NODE, "a_hash", notes, visited::add);
    }

    private HashWalkTest bucket(int number, long... entries) {
        long head = ARRAY + 16L * number;
        long at = head;
        for (long entry : entries) {
            memory.longs(at, entry + NODE, 0);
            at = entry + NODE;
        }
        memory.longs(at, head, 0);
        return this;
    }

    @Test
    void entriesOfAllBucketsAreVisitedByTheAddressOfTheirStructure() {
        bucket(0, 0x5000, 0x4000).bucket(1).bucket(2, 0x6000).walk(3);

        assertThat(visited).containsExactly(0x5000L, 0x4000L, 0x6000L);
        assertThat(notes).isEmpty();
    }

    @Test
    void bucketsAfterTheArrayAreNoneOfIts() {
        bucket(0, 0x5000).bucket(1, 0x6000).walk(1);

        assertThat(visited).containsExactly(0x5000L);
    }

    @Test
    void aBrokenBucketIsNamedAndTheOthersFollow() {
        bucket(0, 0x5000).bucket(1, 0x6000).bucket(2, 0x7000);
        memory.longs(0x6000 + NODE, 0);
        walk(3);

        assertThat(visited).containsExactly(0x5000L, 0x6000L, 0x7000L);
        assertThat(notes).containsExactly("a_hash, bucket 1: 1 node, then a null pointer");
    }

    /** Nothing is there, so every bucket that is looked at leaves a note. */
    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "1, 1", "65536, 65536", "65537, 65536", "9223372036854775807, 65536"})
    void bucketsAreBounded(long buckets, int looked) {
        walk(buckets);

        assertThat(notes).hasSize(looked);
    }
}
