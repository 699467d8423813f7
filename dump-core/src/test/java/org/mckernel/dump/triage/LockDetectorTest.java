package org.mckernel.dump.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.PracticeMachine;

/** What is said of the captured practice kernel's locks. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class LockDetectorTest {
    @Parameter
    PracticeMachine machine;

    private List<Finding> findings(ChangedMemory memory) {
        return new LockDetector().findings(TriageScene.of(machine, memory));
    }

    @Test
    void aRingIsADeadlockAndOthersWait() {
        List<Finding> findings = findings(machine.changed());

        assertThat(findings).hasSize(2);
        assertThat(findings.getFirst())
                .isEqualTo(new Finding(
                        Severity.PROBLEM,
                        "deadlock: 2 threads wait for each other's locks",
                        List.of(
                                "TID 403 waits for struct lock lock_c, held by TID 404",
                                "TID 404 waits for struct lock lock_b, held by TID 403"),
                        List.of("bt 403", "bt 404")));
        Finding waiting = findings.getLast();
        assertThat(waiting.severity()).isEqualTo(Severity.HINT);
        assertThat(waiting.title()).isEqualTo("1 thread waits for struct lock lock_a");
        assertThat(waiting.evidence().getFirst()).isEqualTo("waiting: TID 402");
        assertThat(waiting.evidence().getLast()).startsWith("held by TID 401, in wait_for_reply (offload.c:");
        assertThat(waiting.evidence()).hasSize(2);
        assertThat(waiting.commands()).containsExactly("bt 402");
    }

    @Test
    void aThreadThatWaitsForItselfIsADeadlock() {
        assertThat(findings(machine.changed().longs(machine.symbol("lock_a"), machine.thread(402)))
                        .getFirst())
                .isEqualTo(new Finding(
                        Severity.PROBLEM,
                        "deadlock: a thread waits for a lock that it holds itself",
                        List.of("TID 402 waits for struct lock lock_a, held by TID 402"),
                        List.of("bt 402")));
    }

    @Test
    void aLockMayNotSayWhoHasIt() {
        List<Finding> findings = findings(machine.changed().longs(machine.symbol("lock_b"), 0));

        assertThat(findings)
                .extracting(Finding::title)
                .containsExactly(
                        "1 thread waits for struct lock lock_a",
                        "1 thread waits for struct lock lock_c",
                        "1 thread waits for struct lock lock_b");
        assertThat(findings.getLast().evidence())
                .containsExactly("waiting: TID 404", "the lock does not record its owner");
    }
}
