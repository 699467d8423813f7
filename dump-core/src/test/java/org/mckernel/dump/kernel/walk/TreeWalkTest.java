package org.mckernel.dump.kernel.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.kernel.ChangedMemory;

/** Trees of a few nodes, whole and broken. */
class TreeWalkTest {
    private static final long ROOT = 0x4000;

    private final ChangedMemory memory = ChangedMemory.empty();
    private final List<String> notes = new ArrayList<>();
    private final List<Long> visited = new ArrayList<>();

    private void walk(long root) {
        TreeWalk.forEach(memory.identity(), root, "the tree", notes, visited::add);
    }

    /** {@code struct rb_node}: parent and colour, right, left. */
    private TreeWalkTest node(long at, long left, long right) {
        memory.longs(at, -1, right, left);
        return this;
    }

    private TreeWalkTest seven() {
        return node(ROOT, 0x2000, 0x6000)
                .node(0x2000, 0x1000, 0x3000)
                .node(0x6000, 0x5000, 0x7000)
                .node(0x1000, 0, 0)
                .node(0x3000, 0, 0)
                .node(0x5000, 0, 0)
                .node(0x7000, 0, 0);
    }

    @Test
    void nodesComeFromLeftToRight() {
        seven().walk(ROOT);

        assertThat(visited).containsExactly(0x1000L, 0x2000L, 0x3000L, ROOT, 0x5000L, 0x6000L, 0x7000L);
        assertThat(notes).isEmpty();
    }

    @Test
    void anEmptyTreeHasNoNodes() {
        walk(0);

        assertThat(visited).isEmpty();
        assertThat(notes).isEmpty();
    }

    @Test
    void whatIsBelowANodeThatIsNotInTheDumpIsLeftOut() {
        seven().memory.absent(0x2000, 24);
        walk(ROOT);

        assertThat(visited).containsExactly(ROOT, 0x5000L, 0x6000L, 0x7000L);
        assertThat(notes)
                .containsExactly(
                        "the tree: node at 0x2000: physical address 0x2010 is excluded; its subtree is skipped");
    }

    /** The left child alone is no node: both pointers must be there. */
    @Test
    void aNodeIsOneOnlyWithBothItsChildren() {
        seven().memory.absent(0x6008, 8);
        walk(ROOT);

        assertThat(visited).containsExactly(0x1000L, 0x2000L, 0x3000L, ROOT);
        assertThat(notes)
                .containsExactly(
                        "the tree: node at 0x6000: physical address 0x6008 is excluded; its subtree is skipped");
    }

    @Test
    void noNodeIsVisitedTwice() {
        seven().node(0x3000, 0x2000, ROOT).walk(ROOT);

        assertThat(visited).containsExactly(0x1000L, 0x2000L, 0x3000L, ROOT, 0x5000L, 0x6000L, 0x7000L);
        assertThat(notes)
                .containsExactly(
                        "the tree: returns to 0x2000 after 4 nodes", "the tree: returns to 0x4000 after 4 nodes");
    }

    @Test
    void aRootThatIsItsOwnChildEnds() {
        node(ROOT, ROOT, ROOT).walk(ROOT);

        assertThat(visited).containsExactly(ROOT);
        assertThat(notes)
                .containsExactly(
                        "the tree: returns to 0x4000 after 1 node", "the tree: returns to 0x4000 after 1 node");
    }

    /** A spine to the right; the left child of each node is nowhere. */
    private void spine(int nodes) {
        for (int i = 1; i <= nodes; i++) {
            node(0x10_0000L + i * 0x100L, 0xff000 + i, i == nodes ? 0 : 0x10_0000L + (i + 1) * 0x100L);
        }
        walk(0x10_0100);
        assertThat(visited).hasSize(nodes);
    }

    @Test
    void eightBrokenPlacesAreNamedOneByOne() {
        spine(8);

        assertThat(notes)
                .hasSize(8)
                .startsWith("the tree: node at 0xff001: physical address 0xff011 is not in dump; "
                        + "its subtree is skipped")
                .allMatch(n -> n.contains("is not in dump"));
    }

    @Test
    void moreBrokenPlacesAreCounted() {
        spine(10);

        assertThat(notes).hasSize(9).endsWith("the tree: 2 more broken places");
    }

    @Test
    void aDeepTreeNeedsNoDeepStack() {
        int nodes = 20_000;
        for (int i = 1; i <= nodes; i++) {
            node(i * 0x100L, i == nodes ? 0 : (i + 1) * 0x100L, 0);
        }
        walk(0x100);

        assertThat(visited).hasSize(nodes).startsWith(nodes * 0x100L).endsWith(0x100L);
        assertThat(notes).isEmpty();
    }
}
