package org.mckernel.testdumps.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

class ModelNodeTest {
    private static final long MIB = 1L << 20;

    private static long number(SimulatedMemory memory, long at) {
        return ByteBuffer.wrap(memory.read(at, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    /** Every path has as many black nodes, no red node has a red child, and the order is that of the addresses. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 7, 8, 20, 63, 64, 1000})
    void theTreeIsRedBlack(int count) {
        SimulatedMemory memory = new SimulatedMemory(4096).ram(0x1000, 1L << 20);
        List<Long> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nodes.add(0x1000 + 32L * i);
        }
        long root = RedBlackTree.write(memory, 0, nodes);
        List<Long> order = new ArrayList<>();
        check(memory, root, 0, true, order);
        assertThat(order).isEqualTo(nodes);
    }

    /** Number of black nodes down to the leaves. */
    private static int check(SimulatedMemory memory, long node, long parent, boolean parentRed, List<Long> order) {
        if (node == 0) {
            return 1;
        }
        long link = number(memory, node);
        boolean red = (link & 1) == 0;
        assertThat(link & ~1L).isEqualTo(parent);
        assertThat(red && parentRed).isFalse();
        int left = check(memory, number(memory, node + 16), node, red, order);
        order.add(node);
        int right = check(memory, number(memory, node + 8), node, red, order);
        assertThat(left).isEqualTo(right);
        return left + (red ? 0 : 1);
    }

    @Test
    void everyPageIsKeptOrFreeOrAPrograms() {
        ModelNode node = ModelNode.builder()
                .memory(7, 3 * MIB, 0)
                .memory(5, 5 * MIB, 2)
                .cpus(3)
                .boot();
        ModelProcess process = node.program(100, "a", 3, 700_000, 2 * MIB);
        node.model().addThread(process, 100, 1, Doing.SLEEP, Optional.empty());
        node.pool().takeScattered(2, 50, 7);
        node.finish();
        MachineModel model = node.model();
        long kept = model.kept().stream().mapToLong(Range::length).sum();
        assertThat(model.userPages().bytes()).isEqualTo((1 + 3 * 171 + 4) * 4096L);
        assertThat(kept + model.userPages().bytes() + model.freePages().bytes()).isEqualTo(node.assignedBytes());
        assertThat(node.assignedBytes()).isEqualTo(21 * MIB + 25 * MIB + 8 * MIB);
        assertThat(node.machine().chunks())
                .hasSize(12)
                .extracting(McKernelMachine.Chunk::node)
                .containsOnly(0, 2);

        model.dump(0);
        assertThat(node.machine().pageSet().setPages() * 4096).isEqualTo(node.assignedBytes());
        model.dump(24);
        assertThat(node.machine().pageSet().chunks()).isEqualTo(model.kept());
        model.dump(0);
        assertThat(node.machine().pageSet().chunks()).isEqualTo(model.kept());
    }

    @Test
    void theSameCallsGiveTheSameMemory() {
        List<byte[]> images = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ModelNode node = ModelNode.builder().memory(1, 4 * MIB, 0).boot();
            ModelProcess process = node.program(100, "a", 1, 5000, 4096);
            node.model().addThread(process, 100, 0, Doing.OFFLOAD, Optional.empty());
            node.finish();
            images.add(node.machine().memory().read(node.machine().bootstrap().start(), 12 << 20));
        }
        assertThat(images.get(0)).isEqualTo(images.get(1));
    }
}
