package org.mckernel.dump.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.PracticeMachine;

/** Locks of the captured practice kernel: 402 waits for 401's, 403 and 404 for one another's. Owners are changed. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class LockSurveyTest {
    @Parameter
    PracticeMachine machine;

    private List<String> waits(LockSurvey survey) {
        return survey.waits().stream()
                .map(w -> "%d waits in %s for %s %s of %s"
                        .formatted(
                                w.thread().tid().orElseThrow(),
                                w.function(),
                                w.type(),
                                TriageScene.of(machine).name(w.lock()),
                                w.owner().map(o -> "" + o.tid().orElseThrow()).orElse("nobody")))
                .toList();
    }

    private static List<List<Integer>> rings(LockSurvey survey) {
        return survey.cycles().stream()
                .map(ring ->
                        ring.stream().map(w -> w.thread().tid().orElseThrow()).toList())
                .toList();
    }

    private LockSurvey owned(String lock, long owner) {
        ChangedMemory memory = machine.changed().longs(machine.symbol(lock), owner);
        return new LockSurvey(TriageScene.of(machine, memory));
    }

    @Test
    void threadsWaitForTheLocksThatTheKernelSays() {
        LockSurvey survey = new LockSurvey(TriageScene.of(machine));

        assertThat(waits(survey))
                .containsExactly(
                        "402 waits in lock_slow for struct lock lock_a of 401",
                        "403 waits in lock_slow for struct lock lock_c of 404",
                        "404 waits in lock_slow for struct lock lock_b of 403");
        assertThat(rings(survey)).containsExactly(List.of(403, 404));
    }

    @Test
    void aLockThatNobodyHasEndsTheRing() {
        LockSurvey survey = owned("lock_b", 0);

        assertThat(waits(survey)).contains("404 waits in lock_slow for struct lock lock_b of nobody");
        assertThat(rings(survey)).isEmpty();
    }

    @Test
    void anOwnerThatIsNoThreadIsNobody() {
        LockSurvey survey = owned("lock_b", 0x1234_5678_9abcL);

        assertThat(waits(survey)).contains("404 waits in lock_slow for struct lock lock_b of nobody");
        assertThat(rings(survey)).isEmpty();
    }

    @Test
    void aThreadCanWaitForItself() {
        assertThat(rings(owned("lock_a", machine.thread(402)))).containsExactly(List.of(402), List.of(403, 404));
    }

    @Test
    void whoWaitsForARingIsNoneOfIt() {
        assertThat(rings(owned("lock_a", machine.thread(404)))).containsExactly(List.of(404, 403));
    }

    @Test
    void aRingOfThreeIsOne() {
        ChangedMemory memory = machine.changed()
                .longs(machine.symbol("lock_a"), machine.thread(403))
                .longs(machine.symbol("lock_c"), machine.thread(404))
                .longs(machine.symbol("lock_b"), machine.thread(402));

        assertThat(rings(new LockSurvey(TriageScene.of(machine, memory)))).containsExactly(List.of(402, 403, 404));
    }
}
