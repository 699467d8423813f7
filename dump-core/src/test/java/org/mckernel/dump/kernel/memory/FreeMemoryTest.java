package org.mckernel.dump.kernel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.kernel.ChangedImage;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.symbol.KernelImage;

/** Free ranges of the captured practice kernel, as that kernel listed them, and records that are damaged. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class FreeMemoryTest {
    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private final List<String> notes = new ArrayList<>();

    private record Run(long start, long bytes) {}

    private List<Run> runs(KernelData data, FreeMemory.Visitor... visitors) throws KernelDataException {
        FreeMemory memory = new FreeMemory(data);
        List<Run> runs = new ArrayList<>();
        for (FreeMemory.NumaNode node : memory.nodes()) {
            memory.forEach(node, notes, (physical, bytes) -> {
                if (visitors.length > 0 && !visitors[0].free(physical, bytes)) {
                    return false;
                }
                return runs.add(new Run(physical, bytes));
            });
        }
        return runs;
    }

    private List<Run> expected() {
        return machine.pages().asList().stream()
                .map(p -> (JsonObject) p)
                .filter(p -> p.get("kind").getAsString().equals("free"))
                .map(p -> new Run(
                        PracticeMachine.number(p.get("start").getAsString()),
                        p.get("pages").getAsLong() * 4096))
                .toList();
    }

    @Test
    void rangesAreThoseThatTheKernelItselfLists() throws Exception {
        assertThat(runs(machine.data())).hasSizeGreaterThan(2).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(notes).isEmpty();
    }

    @Test
    void rangesOfANodeComeByAddress() throws Exception {
        FreeMemory memory = new FreeMemory(machine.data());
        List<Long> starts = new ArrayList<>();
        memory.forEach(memory.nodes().getFirst(), notes, (physical, _) -> starts.add(physical));

        assertThat(starts).hasSizeGreaterThan(1).isSorted();
    }

    @Test
    void nodesCountTheirPages() throws Exception {
        List<FreeMemory.NumaNode> nodes = new FreeMemory(machine.data()).nodes();

        assertThat(nodes).extracting(FreeMemory.NumaNode::id).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(nodes.get(0).pages()).hasValue(2560);
        assertThat(nodes.get(1).pages()).hasValue(1536);
        assertThat(nodes.get(2).pages()).hasValue(0);
        assertThat(nodes.get(0).freePages()).hasValue(machine.variable("memory_nodes[0].nr_free_pages"));
        assertThat(nodes.get(1).freePages()).hasValue(machine.variable("memory_nodes[1].nr_free_pages"));
    }

    @Test
    void aNodeThatIsAbsentIsNamed() throws Exception {
        long second = machine.symbol("memory_nodes") + 256;
        KernelData data = machine.data(machine.changed().absent(second, 256));

        assertThat(new FreeMemory(data).nodes().get(1).pages()).isEqualTo(OptionalLong.empty());
        assertThat(runs(data)).isNotEmpty();
        assertThat(notes).containsExactly("memory_nodes[1] is not in the dump; its free pages are unknown");
    }

    private String bad(long record, long bytes, long physical) {
        return ("free record at 0x%x: has 0x%x bytes at 0x%x, which is not its own address or not all memory "
                        + "of this kernel")
                .formatted(machine.virtual(record), bytes, physical);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRecordWithoutBytesIsNotBelieved(long bytes) throws Exception {
        long record = expected().getFirst().start();
        List<Run> runs = runs(machine.data(machine.changed().longs(record + 8, bytes)));

        assertThat(runs)
                .hasSize(expected().size() - 1)
                .doesNotContain(expected().getFirst());
        assertThat(notes).containsExactly(bad(record, bytes, record));
    }

    @Test
    void aRecordThatStandsElsewhereIsNotBelieved() throws Exception {
        Run first = expected().getFirst();
        List<Run> runs = runs(machine.data(machine.changed().longs(first.start(), first.start() + 4096)));

        assertThat(runs).hasSize(expected().size() - 1);
        assertThat(notes).containsExactly(bad(first.start(), first.bytes(), first.start() + 4096));
    }

    @Test
    void aRecordWhoseWordsAreAbsentIsNotBelieved() throws Exception {
        long record = expected().getFirst().start();
        ChangedMemory memory = machine.changed().absent(record + 8, 8);

        assertThat(runs(machine.data(memory))).hasSize(expected().size() - 1);
        assertThat(notes).containsExactly(bad(record, -1, record));
    }

    @Test
    void whatTheVisitorRefusesIsNamed() throws Exception {
        Run first = expected().getFirst();
        List<Run> runs = runs(machine.data(), (physical, _) -> physical != first.start());

        assertThat(runs).hasSize(expected().size() - 1);
        assertThat(notes).containsExactly(bad(first.start(), first.bytes(), first.start()));
    }

    @Test
    void anImageThatDoesNotDescribeNodesIsRefused() throws Exception {
        try (KernelImage image =
                ChangedImage.of(machine).withoutDebugInformation().open(dir)) {
            KernelData data = machine.data(image, machine.memory());

            assertThatThrownBy(() -> new FreeMemory(data))
                    .isInstanceOf(KernelDataException.class)
                    .hasMessage(image.name() + ": its debug_constants lacks struct ihk_mc_numa_node");
        }
    }
}
