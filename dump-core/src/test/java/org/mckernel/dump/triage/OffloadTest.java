package org.mckernel.dump.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ThreadView;

/** Threads of the captured practice kernel that wait for Linux: 202 with call 1, 401 with call 4. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class OffloadTest {
    @Parameter
    PracticeMachine machine;

    private Optional<Offload> of(ChangedMemory memory, int tid) {
        AnalysisContext scene = TriageScene.of(machine, memory);
        return Offload.of(scene, scene.kernel().threads().byTid(tid).orElseThrow());
    }

    private long member(int tid) {
        return machine.physical(machine.thread(tid)) + machine.offset("thread", "in_syscall_offload");
    }

    /** Numbers are those of Linux's header for the processor. */
    @Test
    void theCallIsToldByTheArgumentsOnTheStack() {
        Offload first = of(machine.changed(), 202).orElseThrow();
        Offload second = of(machine.changed(), 401).orElseThrow();
        boolean x86 = machine == PracticeMachine.X86_64;

        assertThat(first.thread().tid()).hasValue(202);
        assertThat(first.number()).hasValue(1);
        assertThat(first.call()).isEqualTo(x86 ? "write (1)" : "io_destroy (1)");
        assertThat(second.number()).hasValue(4);
        assertThat(second.call()).isEqualTo(x86 ? "stat (4)" : "io_getevents (4)");
    }

    @Test
    void aThreadThatDoesNotWaitForLinuxHasNone() {
        assertThat(of(machine.changed(), 302)).isEmpty();
        assertThat(of(machine.changed().ints(member(202), 0), 202)).isEmpty();
        assertThat(of(machine.changed().absent(member(202), 8), 202)).isEmpty();
    }

    /** The flag is 32 bits wide. */
    @Test
    void whatStandsNextToTheFlagIsNoneOfIt() {
        assertThat(of(machine.changed().ints(member(202), 0, 7), 202)).isEmpty();
    }

    @Test
    void anIdleThreadHasNone() {
        AnalysisContext scene = TriageScene.of(machine);
        ThreadView idle = scene.kernel().threads().all().getLast();

        assertThat(idle.isIdle()).isTrue();
        assertThat(Offload.of(scene, idle)).isEmpty();
    }

    @Test
    void whereNoArgumentTellsItIsASystemCall() {
        Offload sleeping = of(machine.changed().ints(member(302), 1), 302).orElseThrow();

        assertThat(sleeping.number()).isEmpty();
        assertThat(sleeping.call()).isEqualTo("a system call");
    }
}
