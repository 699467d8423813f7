package org.mckernel.dump.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.PracticeMachine;

/** All findings on the captured practice kernel, and those that damage adds. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class TriageTest {
    @Parameter
    PracticeMachine machine;

    private List<Finding> findings(ChangedMemory memory) {
        return Triage.of(TriageScene.of(machine, memory));
    }

    @Test
    void theWorstComesFirst() {
        assertThat(findings(machine.changed()))
                .extracting(f -> f.severity() + " " + f.title())
                .containsExactly(
                        "FATAL CPU 3 panicked: kernel page fault",
                        "PROBLEM deadlock: 2 threads wait for each other's locks",
                        "HINT 1 thread waits for struct lock lock_a",
                        "HINT 2 threads wait for Linux to complete a system call");
    }

    @Test
    void aBrokenListIsAProblem() {
        assertThat(findings(machine.changed().longs(machine.cpu(1, "runq"), 0)))
                .contains(new Finding(
                        Severity.PROBLEM,
                        "run queue of CPU 1: 0 nodes, then a null pointer",
                        List.of(),
                        List.of("doctor")));
    }

    @Test
    void aCpuThatTheInterruptDidNotReachIsNamed() {
        boolean x86 = machine == PracticeMachine.X86_64;
        long span = x86 ? 0x4000 : 0x4_0000;
        long flag = machine.physical(machine.variable("locals"))
                + 2 * span
                + (x86 ? 280 : machine.offset("arm64_cpu_local_thread", "paniced"));

        assertThat(findings(machine.changed().longs(flag, 0)))
                .contains(new Finding(
                        Severity.HINT,
                        "CPU 2 has no saved registers",
                        List.of("the dump NMI did not reach CPU 2 (or an unknown kernel: its flag is not set)"),
                        List.of("info threads")));
    }

    /** Node 0 has 2560 pages: less than one in a hundred are free. */
    @ParameterizedTest
    @CsvSource({"0, true", "24, true", "25, false", "26, false"})
    void aNodeWithHardlyAFreePageIsShortOfMemory(long free, boolean expected) {
        long count = machine.symbol("memory_nodes") + machine.offset("ihk_mc_numa_node", "nr_free_pages");
        Finding finding = new Finding(
                Severity.HINT,
                "NUMA node 0 is short of memory",
                List.of("%d of 2560 pages are free".formatted(free)),
                List.of("kmem"));

        assertThat(findings(machine.changed().longs(count, free)).contains(finding))
                .isEqualTo(expected);
    }

    @Test
    void whatThreadsWaitForIsNoted() {
        AnalysisContext scene = TriageScene.of(machine);
        WaitNotes notes = new WaitNotes(scene);
        boolean x86 = machine == PracticeMachine.X86_64;

        assertThat(notes.where(scene.kernel().threads().byTid(402).orElseThrow()))
                .matches("lock_slow \\(lock\\.c:\\d+\\) ← lock_a held by TID 401");
        assertThat(notes.where(scene.kernel().threads().byTid(202).orElseThrow()))
                .matches("wait_for_reply \\(offload\\.c:\\d+\\) ← "
                        + (x86 ? "write" : "io_destroy")
                        + " \\(1\\) offloaded to Linux");
        assertThat(notes.where(scene.kernel().threads().byTid(302).orElseThrow()))
                .doesNotContain("←");
    }
}
