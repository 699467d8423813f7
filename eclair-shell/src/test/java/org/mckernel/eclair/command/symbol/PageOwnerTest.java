package org.mckernel.eclair.command.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.eclair.CapturedRun;
import org.mckernel.eclair.ProcessModel;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.model.ModelFaults;

/** Who uses a page: asked of pages whose users the kernel itself names. */
class PageOwnerTest {
    @TempDir
    static Path dir;

    private static Path vmcore;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = PracticeCapture.unpack(dir);
    }

    private static CapturedRun eclair(String... commands) {
        List<String> line =
                new ArrayList<>(List.of("-k", PracticeCapture.IMAGE.toString(), "-d", vmcore.toString(), "--batch"));
        for (String command : commands) {
            line.addAll(List.of("-e", command));
        }
        return CapturedRun.of(line);
    }

    private static String first(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }

    private static String inDirectMap(String physical) {
        return "0x%x".formatted(Long.decode(physical) + 0xffff888000000000L);
    }

    @Test
    void aProgramsPageIsThePrograms() {
        String physical = first(
                "0x400000 +(0x[0-9a-f]+)",
                eclair("thread 201", "vtop -c 201 0x400000").out());
        assertThat(eclair("owner " + inDirectMap(physical)).out()).contains("page of process 201 at 0x400000");
    }

    @Test
    void aTableIsThePageTableOfItsProcess() {
        String entry =
                first("(?m)^ *1 +(0x[0-9a-f]+)", eclair("pte -c 201 0x400000").out());
        assertThat(eclair("owner " + inDirectMap(entry)).out()).contains("page table of process 201, level 1");
    }

    @Test
    void aRecordOfFreeMemoryIsInFreeMemory() {
        String record = first(
                "(0xffff8880[0-9a-f]+)",
                eclair("p memory_nodes[0].free_chunks.rb_node").out());
        assertThat(eclair("owner " + record).out()).contains("free memory of node 0, range 0x");
    }

    @Test
    void anotherPageIsNobodys() {
        CapturedRun run = eclair("owner clv");
        assertThat(run.out()).doesNotContain("free memory", "page of process", "page table");
    }

    /** Asks after a page that the damage is about, by its physical address. */
    private static CapturedRun damaged(String name, ToLongFunction<ProcessModel> damage) throws IOException {
        String[] question = {""};
        Path dump = ProcessModel.boot()
                .write(
                        dir.resolve(name),
                        m -> question[0] = "0x%x"
                                .formatted(damage.applyAsLong(m)
                                        + m.node().machine().linux().layout().directVirtual()));
        return ProcessModel.run(dump, "-e", "owner " + question[0]);
    }

    @Test
    void destroyedLeavesAreNamed() throws IOException {
        CapturedRun run = damaged("leaves", m -> {
            long page = m.physical(0x40_0000);
            ModelFaults.in(m.node().model()).userLeaves(m.application());
            return page;
        });
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out() + run.err())
                .contains("process 601 at 0x400000: its entry is all ones")
                .doesNotContain("page of process 601");
    }

    @Test
    void tablesThatLeadToThemselvesEnd() throws IOException {
        CapturedRun run =
                damaged("itself", m -> ModelFaults.in(m.node().model()).tableInItself(m.application()));
        assertThat(run.out())
                .contains(
                        "page table of process 601, level 4",
                        "page table of process 601, level 1",
                        "page of process 601 at 0x");
        assertThat(run.out().lines().count()).isLessThan(80);
    }

    @Test
    void aDestroyedOrCyclicFreeTreeIsNamed() throws IOException {
        CapturedRun cycle = damaged(
                "cycle",
                m -> ModelFaults.in(m.node().model()).freeTreeCycle(0)
                        - m.node().machine().linux().layout().directVirtual());
        assertThat(cycle.exitCode()).isEqualTo(3);
        assertThat(cycle.out() + cycle.err()).contains("free memory of node 0, range 0x", "returns to 0x");
    }

    @Test
    void aListOfProcessesThatGoesRoundIsNamed() throws IOException {
        CapturedRun run = damaged("hash", m -> {
            ModelFaults.in(m.node().model()).processHashCycle(m.application());
            return m.physical(0x40_0000);
        });
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out() + run.err()).contains("page of process 601 at 0x400000", "then a cycle back to 0x");
    }
}
