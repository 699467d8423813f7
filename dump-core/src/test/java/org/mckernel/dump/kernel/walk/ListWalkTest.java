package org.mckernel.dump.kernel.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.kernel.ChangedMemory;

/** Circular lists of a few words, whole and broken. */
class ListWalkTest {
    private static final long HEAD = 0x1000;

    private final ChangedMemory memory = ChangedMemory.empty();
    private final List<String> notes = new ArrayList<>();
    private final List<Long> visited = new ArrayList<>();

    private int walk() {
        return ListWalk.forEach(memory.identity(), HEAD, "the list", notes, visited::add);
    }

    @Test
    void nodesAreVisitedInTheirOrderWithoutTheHead() {
        memory.longs(HEAD, 0x3000).longs(0x3000, 0x2000).longs(0x2000, HEAD);

        assertThat(walk()).isEqualTo(2);
        assertThat(visited).containsExactly(0x3000L, 0x2000L);
        assertThat(notes).isEmpty();
    }

    @Test
    void anEmptyListLeadsBackToItsHead() {
        memory.longs(HEAD, HEAD);

        assertThat(walk()).isZero();
        assertThat(visited).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void aNullPointerEndsTheWalk() {
        memory.longs(HEAD, 0x2000).longs(0x2000, 0);

        assertThat(walk()).isEqualTo(1);
        assertThat(visited).containsExactly(0x2000L);
        assertThat(notes).containsExactly("the list: 1 node, then a null pointer");
    }

    @Test
    void aCycleThatMissesTheHeadEndsAtTheNodeMetTwice() {
        memory.longs(HEAD, 0x2000).longs(0x2000, 0x3000).longs(0x3000, 0x4000).longs(0x4000, 0x3000);

        assertThat(walk()).isEqualTo(3);
        assertThat(visited).containsExactly(0x2000L, 0x3000L, 0x4000L);
        assertThat(notes).containsExactly("the list: 3 nodes, then a cycle back to 0x3000");
    }

    @Test
    void aNodeThatIsNotInTheDumpIsNotVisited() {
        memory.longs(HEAD, 0x2000).longs(0x2000, 0x3000).longs(0x3000, HEAD).absent(0x3000, 8);

        assertThat(walk()).isEqualTo(1);
        assertThat(visited).containsExactly(0x2000L);
        assertThat(notes)
                .containsExactly("the list: 1 node, then a broken one at 0x3000: physical address 0x3000 is excluded");
    }

    @Test
    void aHeadThatIsNotInTheDumpIsNamed() {
        assertThat(walk()).isZero();
        assertThat(notes)
                .containsExactly(
                        "the list: 0 nodes, then a broken one at 0x1000: physical address 0x1000 is not in dump");
    }

    /** Every node leads to a new one: only the bound ends it. */
    @Test
    void aListThatNeverComesBackEndsAtTheBound() {
        VirtualMemory endless = new VirtualMemory(new CountingMemory(), v -> new AddressSpace.Translation(v, 4096));

        int nodes = ListWalk.forEach(endless, HEAD, "the list", notes, _ -> {});

        assertThat(nodes).isEqualTo(ListWalk.MOST_NODES + 1);
        assertThat(notes).containsExactly("the list: more than 1048576 nodes; the rest is skipped");
    }
}
