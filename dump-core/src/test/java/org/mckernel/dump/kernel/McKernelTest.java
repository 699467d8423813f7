package org.mckernel.dump.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.address.PageTables;

/** CPUs and address spaces of the captured practice kernel, as gdb saw them, and counts that are wrong. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class McKernelTest {
    @Parameter
    PracticeMachine machine;

    private ChangedMemory count(int processors) {
        return machine.changed().ints(machine.symbol("num_processors"), processors);
    }

    /** Gives CPUs beyond those that there are a status. */
    private ChangedMemory status(ChangedMemory memory, int from, int to, int status) {
        for (int id = from; id < to; id++) {
            memory.ints(machine.cpu(id, "status"), status);
        }
        return memory;
    }

    @Test
    void cpusAreWhatGdbSaw() {
        List<CpuView> cpus = machine.kernel().cpus();

        assertThat(cpus).hasSize(4);
        for (int id = 0; id < 4; id++) {
            CpuView cpu = cpus.get(id);
            String name = "clv[" + id + "].";
            assertThat(cpu.id()).isEqualTo(id);
            assertThat(cpu.variables()).isEqualTo(machine.variable("clv") + id * machine.size("cpu_local_var"));
            assertThat(cpu.status()).hasValue((int) machine.variable(name + "status"));
            assertThat(cpu.queued()).hasValue(machine.variable(name + "runq_len"));
            assertThat(cpu.idle()).hasValue(cpu.variables() + 64);
            assertThat(cpu.runsIdle()).isEqualTo(id == 2);
        }
        assertThat(cpus.get(1).current()).hasValue(machine.thread(301));
        assertThat(cpus.get(2).current()).isEqualTo(cpus.get(2).idle());
        assertThat(machine.kernel().notes()).isEmpty();
    }

    @Test
    void aCpuIsFoundByItsNumber() {
        McKernel kernel = machine.kernel();

        assertThat(kernel.cpu(-1)).isEmpty();
        assertThat(kernel.cpu(0)).contains(kernel.cpus().getFirst());
        assertThat(kernel.cpu(3)).contains(kernel.cpus().getLast());
        assertThat(kernel.cpu(4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097, Integer.MAX_VALUE})
    void aCountThatCannotBeIsRefused(int processors) {
        McKernel kernel = machine.kernel(count(processors));

        assertThat(kernel.cpus()).isEmpty();
        assertThat(kernel.notes()).containsExactly("num_processors is %d, expected 1 to 4096".formatted(processors));
    }

    @Test
    void oneCpuIsEnough() {
        assertThat(machine.kernel(count(1)).cpus()).hasSize(1);
    }

    @Test
    void sixteenRecordsWithoutSenseAreTheEndOfTheArray() {
        McKernel kernel = machine.kernel(status(count(4096), 4, 20, 4));

        assertThat(kernel.cpus()).hasSize(4);
        assertThat(kernel.notes())
                .containsExactly("num_processors says 4096, but from CPU 4 on all variables are invalid: "
                        + "these are excluded");
    }

    @Test
    void fifteenRecordsWithoutSenseAreShownAsTheyAre() {
        McKernel kernel = machine.kernel(status(status(count(20), 4, 19, -1), 19, 20, 3));

        assertThat(kernel.cpus()).hasSize(20);
        assertThat(kernel.cpus().get(18).statusWord()).isEqualTo("status -1");
        assertThat(kernel.cpus().get(19).statusWord()).isEqualTo("reserved");
        assertThat(kernel.notes()).isEmpty();
    }

    @Test
    void recordsWithoutSenseCountInARow() {
        ChangedMemory memory = status(count(30), 4, 30, 9);
        status(memory, 15, 16, 0);

        assertThat(machine.kernel(memory).cpus()).hasSize(30);
        assertThat(machine.kernel(memory).notes()).isEmpty();
    }

    @Test
    void absentRecordsAreNamedUpToSixteen() {
        ChangedMemory memory = count(4);
        memory.absent(machine.cpu(1, "status"), 4);
        McKernel kernel = machine.kernel(memory);

        assertThat(kernel.cpus()).hasSize(4);
        assertThat(kernel.cpus().get(1).status()).isEqualTo(OptionalInt.empty());
        assertThat(kernel.cpus().get(1).statusWord()).isEqualTo("not known");
        assertThat(kernel.notes())
                .containsExactly("CPU 1: its variables at 0x%x are not in the dump"
                        .formatted(machine.variable("clv") + machine.size("cpu_local_var")));
    }

    @Test
    void moreAbsentRecordsAreCounted() {
        ChangedMemory memory = count(18);
        IntStream.range(0, 18).forEach(id -> memory.absent(machine.cpu(id, "status"), 4));

        assertThat(machine.kernel(memory).notes())
                .hasSize(17)
                .endsWith("2 more CPUs: their variables are not in the dump");
    }

    @Test
    void withoutTheCountThereAreNoCpus() {
        long at = machine.symbol("num_processors");
        McKernel kernel = machine.kernel(machine.changed().absent(at, 4));

        assertThat(kernel.cpus()).isEmpty();
        assertThat(kernel.notes())
                .containsExactly("the variable num_processors: physical address 0x%x is excluded".formatted(at));
        assertThat(kernel.threads().all()).isEmpty();
        assertThat(kernel.processes().all()).isEmpty();
    }

    @Test
    void viewsAreReadOnce() {
        McKernel kernel = machine.kernel();

        assertThat(kernel.threads()).isSameAs(kernel.threads());
        assertThat(kernel.processes()).isSameAs(kernel.processes());
        assertThat(kernel.cpus()).isSameAs(kernel.cpus());
    }

    /** The kernel's own half is in every process's table. */
    @Test
    void aProcessHasItsOwnTable() throws Exception {
        McKernel kernel = machine.kernel();
        ProcessView process = kernel.processes().byPid(301).orElseThrow();
        PageTables tables = (PageTables) kernel.addressSpace(process).orElseThrow();

        // its code is one of the pages that the kernel calls a program's
        assertThat(machine.pages().asList().stream()
                        .filter(p ->
                                p.getAsJsonObject().get("kind").getAsString().equals("user"))
                        .map(p -> PracticeMachine.number(
                                p.getAsJsonObject().get("start").getAsString())))
                .contains(tables.translate(0x40_0000).physical());
    }

    private static ProcessView process(OptionalLong vm) {
        return new ProcessView(0x1000, OptionalInt.of(1), OptionalInt.empty(), OptionalInt.empty(), vm, List.of());
    }

    @Test
    void aProcessWithoutMemoryHasNoTable() throws Exception {
        ProcessView live = machine.kernel().processes().byPid(301).orElseThrow();
        long vm = live.vm().orElseThrow();
        long member = machine.physical(vm) + machine.offset("process_vm", "address_space");

        assertThat(machine.kernel().addressSpace(process(OptionalLong.empty()))).isEmpty();
        assertThat(machine.kernel().addressSpace(process(OptionalLong.of(0)))).isEmpty();
        assertThat(machine.kernel(machine.changed().longs(member, 0)).addressSpace(live))
                .isEmpty();
        assertThat(machine.kernel(machine.changed().absent(member, 8)).addressSpace(live))
                .isEmpty();
        assertThat(machine.kernel().addressSpace(process(OptionalLong.of(vm)))).isPresent();
    }
}
