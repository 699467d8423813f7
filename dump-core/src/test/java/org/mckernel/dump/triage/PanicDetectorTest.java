package org.mckernel.dump.triage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.PracticeMachine;

/** The panic of the captured practice kernel: CPU 3 read through a null pointer in list_insert, inlined in enqueue. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class PanicDetectorTest {
    @Parameter
    PracticeMachine machine;

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private static List<Finding> findings(AnalysisContext scene) {
        return new PanicDetector().findings(scene);
    }

    private AnalysisContext saying(String log) {
        AnalysisContext scene = TriageScene.of(machine);
        return new AnalysisContext(
                scene.kernel(), scene.stacks(), scene.locals(), Optional.of(KernelLog.ofText(log.getBytes(UTF_8))));
    }

    @Test
    void thePanicIsTracedToTheCodeThatWasInterrupted() {
        Finding finding = findings(TriageScene.of(machine)).getFirst();

        assertThat(finding.severity()).isEqualTo(Severity.FATAL);
        assertThat(finding.title()).isEqualTo("CPU 3 panicked: kernel page fault");
        assertThat(finding.commands()).containsExactly("bt cpu 3");
        assertThat(finding.evidence().getFirst())
                .isEqualTo("TID 501 was in list_insert (sched.c:14) ← enqueue ← wake_up ← sys_wake ← system_call ← "
                        + (isX86() ? "system_call_entry" : "el0_sync"));
        assertThat(finding.evidence().stream().skip(1))
                .contains("enqueue (sched.c:87) was called with queue=0x0")
                .allMatch(e -> e.endsWith("=0x0"));
    }

    @Test
    void theLastMessageOfAPanicCounts() {
        assertThat(findings(saying("panic: first\n[  3]: panic: second\n[  3]: no panic: here\n"))
                        .getFirst()
                        .title())
                .isEqualTo("CPU 3 panicked: second");
    }

    @Test
    void withoutAMessageWhatItDidIsSaid() {
        assertThat(findings(saying("nothing\n")).getFirst().title())
                .isEqualTo(isX86() ? "CPU 3 panicked" : "CPU 3 was handling a page fault in kernel mode");
    }

    @Test
    void whereNoCpuPanickedNothingIsFound() {
        long flag = isX86()
                ? machine.physical(machine.variable("locals")) + 3 * 0x4000 + 280
                : machine.cpu(3, "kernel_mode_pf_regs");

        assertThat(findings(TriageScene.of(machine, machine.changed().longs(flag, 0))))
                .isEmpty();
    }
}
