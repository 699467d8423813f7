package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ThreadView.Place;

/** Threads of the captured practice kernel, compared with what that kernel said, and what is lost with broken lists. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class ThreadSurveyTest {
    @Parameter
    PracticeMachine machine;

    private ThreadSurvey threads() {
        return machine.kernel().threads();
    }

    /** Physical address of a thread's member. */
    private long member(int tid, String member) {
        return machine.physical(machine.thread(tid)) + machine.offset("thread", member);
    }

    private static List<Integer> tids(List<ThreadView> threads) {
        return threads.stream().map(t -> t.tid().orElse(-1)).toList();
    }

    /** Physical address of the pointer to the hash of all threads. */
    private long hashMember() throws Exception {
        long set = machine.data().physical().i64(machine.cpu(0, "resource_set"));
        return machine.physical(set) + machine.offset("resource_set", "thread_hash");
    }

    @Test
    void threadsAreThoseOfTheKernelItself() {
        List<String> expected = new ArrayList<>();
        for (JsonElement element : machine.said().getAsJsonArray("threads")) {
            JsonObject t = element.getAsJsonObject();
            expected.add("%d %d %d %d %s %s"
                    .formatted(
                            t.get("tid").getAsInt(),
                            t.get("pid").getAsInt(),
                            t.get("cpu").getAsInt(),
                            t.get("status").getAsInt(),
                            t.get("address").getAsString(),
                            t.get("current").getAsBoolean()));
        }

        assertThat(threads().all().stream()
                        .filter(t -> !t.isIdle())
                        .map(t -> "%d %d %d %d 0x%x %s"
                                .formatted(
                                        t.tid().orElse(-1),
                                        t.pid().orElse(-1),
                                        t.cpu().orElse(-1),
                                        t.status().orElse(-1),
                                        t.address(),
                                        t.onCpu())))
                .hasSizeGreaterThan(9)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(threads().notes()).isEmpty();
    }

    @Test
    void programsThreadsComeByTidThenIdleOnesByCpu() {
        assertThat(tids(threads().all()))
                .containsExactly(201, 202, 301, 302, 401, 402, 403, 404, 501, 502, 503, 504, 0, 1, 2, 3);
    }

    @Test
    void everyCpuHasAnIdleThreadAndOneRunsIt() {
        List<ThreadView> idle =
                threads().all().stream().filter(ThreadView::isIdle).toList();

        assertThat(idle).hasSize(4).extracting(ThreadView::pid).containsOnly(OptionalInt.of(0));
        assertThat(idle).extracting(ThreadView::statusWord).containsOnly("idle");
        assertThat(idle.stream().filter(ThreadView::onCpu))
                .singleElement()
                .satisfies(t -> assertThat(t.current()).hasValue(2));
    }

    @Test
    void aThreadKnowsWhereItWasFound() {
        assertThat(threads().byTid(401).orElseThrow().place()).isEqualTo(Place.RUN_QUEUE);
        assertThat(threads().byTid(503).orElseThrow().place()).isEqualTo(Place.HASH);
        assertThat(threads().byTid(503).orElseThrow().cpu()).hasValue(0);
        assertThat(threads().currentOf(2).orElseThrow().place()).isEqualTo(Place.IDLE);
        assertThat(threads().currentOf(2).orElseThrow().cpu()).hasValue(2);
    }

    @Test
    void aQueueHoldsItsThreads() {
        assertThat(tids(threads().queue(0))).containsExactlyInAnyOrder(201, 202);
        assertThat(tids(threads().queue(2))).containsExactlyInAnyOrder(401, 402, 403, 404);
        assertThat(threads().queue(4)).isEmpty();
    }

    @Test
    void threadsAreFoundByNumberByAddressAndByCpu() {
        assertThat(threads().byTid(302).orElseThrow().address()).isEqualTo(machine.thread(302));
        assertThat(threads().byTid(1))
                .as("an idle thread has no tid of its own")
                .isEmpty();
        assertThat(threads().byTid(999)).isEmpty();
        assertThat(threads().byAddress(machine.thread(504)).orElseThrow().tid()).hasValue(504);
        assertThat(threads().byAddress(machine.thread(504) + 8)).isEmpty();
        assertThat(threads().currentOf(1).orElseThrow().tid()).hasValue(301);
        assertThat(threads().currentOf(4)).isEmpty();
    }

    @Test
    void withoutTheHashOnlyRunQueuesAreKnown() throws Exception {
        McKernel kernel = machine.kernel(machine.changed().longs(hashMember(), 0));

        assertThat(kernel.threads().byTid(503)).isEmpty();
        assertThat(kernel.threads().all()).hasSize(15);
        assertThat(kernel.threads().notes())
                .containsExactly(
                        "thread_hash: the resource set of CPU 0 is not in the dump; only run queues are known");
    }

    @Test
    void aHashThatIsAbsentIsNamedLikewise() throws Exception {
        McKernel kernel = machine.kernel(machine.changed().absent(hashMember(), 8));

        assertThat(kernel.threads().notes())
                .containsExactly(
                        "thread_hash: the resource set of CPU 0 is not in the dump; only run queues are known");
    }

    /** CPU 1's queue leads only to itself. */
    private ChangedMemory withoutQueueOfCpu1() throws Exception {
        long queue = machine.cpu(1, "runq");
        return machine.changed().longs(hashMember(), 0).longs(queue, machine.virtual(queue));
    }

    @Test
    void whatACpuSaysItRunsIsAThread() throws Exception {
        ThreadSurvey threads = machine.kernel(withoutQueueOfCpu1()).threads();

        assertThat(threads.byTid(302)).isEmpty();
        assertThat(threads.byTid(301).orElseThrow().place()).isEqualTo(Place.CURRENT);
        assertThat(threads.byTid(301).orElseThrow().cpu()).hasValue(1);
        assertThat(threads.queue(1)).isEmpty();
    }

    @Test
    void aCpuWithoutACurrentThreadRunsNone() throws Exception {
        ThreadSurvey threads = machine.kernel(withoutQueueOfCpu1().longs(machine.cpu(1, "current"), 0))
                .threads();

        assertThat(threads.byTid(301)).isEmpty();
        assertThat(threads.currentOf(1)).isEmpty();
        assertThat(threads.all()).hasSize(13);
    }

    @Test
    void aThreadThatTwoCpusRunIsTheFirstOnes() {
        ThreadSurvey threads = machine.kernel(machine.changed().longs(machine.cpu(1, "current"), machine.thread(201)))
                .threads();

        assertThat(threads.byTid(201).orElseThrow().current()).hasValue(0);
        assertThat(threads.currentOf(1)).isEmpty();
    }

    @Test
    void aQueueThatIsBrokenIsNamed() {
        ThreadSurvey threads = machine.kernel(machine.changed().longs(machine.cpu(1, "runq"), 0))
                .threads();

        assertThat(threads.notes()).containsExactly("run queue of CPU 1: 0 nodes, then a null pointer");
        assertThat(threads.byTid(301).orElseThrow().place()).as("in the hash").isEqualTo(Place.HASH);
    }

    @Test
    void aThreadWhoseRecordIsAbsentIsNamedAndComesLast() {
        ThreadSurvey threads =
                machine.kernel(machine.changed().absent(member(302, "tid"), 4)).threads();

        assertThat(threads.notes())
                .containsExactly(
                        "thread at 0x%x: its record is not completely in the dump".formatted(machine.thread(302)));
        assertThat(threads.all().get(11).address()).isEqualTo(machine.thread(302));
        assertThat(threads.all().get(11).tid()).isEmpty();
    }

    @Test
    void aThreadWithoutAProcessIsNamed() {
        ThreadSurvey threads =
                machine.kernel(machine.changed().absent(member(302, "proc"), 8)).threads();

        assertThat(threads.notes())
                .containsExactly(
                        "thread at 0x%x: its record is not completely in the dump".formatted(machine.thread(302)));
        assertThat(threads.byTid(302).orElseThrow().pid()).isEmpty();
        assertThat(threads.byTid(302).orElseThrow().process()).isEmpty();
    }

    /** What a thread says of its CPU counts only where no queue says it, and only when there is such a CPU. */
    @Test
    void aCpuThatThereIsNotIsNotBelieved() {
        ThreadSurvey threads = machine.kernel(
                        machine.changed().ints(member(503, "cpu_id"), 4).ints(member(302, "cpu_id"), 3))
                .threads();

        assertThat(threads.byTid(503).orElseThrow().cpu()).isEmpty();
        assertThat(threads.byTid(302).orElseThrow().cpu()).hasValue(1);
    }
}
