package org.mckernel.dump.unwind.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.dump.unwind.StopReason;
import org.mckernel.testdumps.fixture.ApplicationCapture;

/** The stacks of the captured practice kernel's programs, which have no frames but the innermost. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UserStacksTest {
    @Parameter
    PracticeMachine machine;

    private static UserStack of(McKernel kernel, int tid, ProgramFile... files) {
        return new UserStacks(kernel, new Stacks(kernel), List.of(files))
                .of(kernel.threads().byTid(tid).orElseThrow());
    }

    private ProcessView process(int pid) {
        return machine.kernel().processes().byPid(pid).orElseThrow();
    }

    @Test
    void theStackBeginsWhereTheProgramEnteredTheKernel() {
        UserStack stack = of(machine.kernel(), 302);

        assertThat(stack.stack().frames().getFirst().pc())
                .isEqualTo(machine == PracticeMachine.X86_64 ? 0x40_000d : 0x40_0010);
        assertThat(stack.frames()).hasSameSizeAs(stack.stack().frames());
        assertThat(stack.frames().getFirst().function()).isEmpty();
        assertThat(stack.space().orElseThrow().process()).isEqualTo(process(301));
        assertThat(stack.context().known()).isTrue();
        assertThat(stack.notes()).isEmpty();
    }

    @Test
    void aThreadWithoutAProgramSaysWhy() {
        UserStack stack = of(machine.kernel(), 503);

        assertThat(stack.stack().stop()).isEqualTo(StopReason.NO_REGISTERS);
        assertThat(stack.stack().note()).isEqualTo("the thread has ended");
        assertThat(stack.frames()).isEmpty();
        assertThat(stack.space()).isEmpty();
    }

    @Test
    void aThreadWithoutAProcessSaysSo() {
        long proc = machine.physical(machine.thread(302)) + machine.offset("thread", "proc");
        UserStack stack = of(machine.kernel(machine.changed().absent(proc, 8)), 302);

        assertThat(stack.context().known()).isTrue();
        assertThat(stack.stack().note()).isEqualTo("the thread's process is unknown");
    }

    @Test
    void aProcessWithoutMemorySaysSo() {
        long vm = machine.physical(process(301).address()) + machine.offset("process", "vm");
        UserStack stack = of(machine.kernel(machine.changed().longs(vm, 0)), 302);

        assertThat(stack.stack().note())
                .isEqualTo("process 301 has no user memory: it is a kernel process, or has ended");
        assertThat(stack.space()).isEmpty();
    }

    /** The range that its code is in may not run. */
    @Test
    void aProgramCounterOutsideCodeIsNoted() throws Exception {
        UserStack whole = of(machine.kernel(), 302);
        long range = whole.space().orElseThrow().ranges().getFirst().address();
        ChangedMemory memory =
                machine.changed().longs(machine.physical(range) + machine.offset("vm_range", "flag"), 0x1_0000);
        UserStack stack = of(machine.kernel(memory), 302);

        assertThat(stack.notes())
                .containsExactly("its program counter, 0x%x, is not in an executable range"
                        .formatted(whole.stack().frames().getFirst().pc()));
    }

    /** A program of another process: no range is its file's, or its code is not what runs there. */
    @Test
    void aFileThatIsNotTheProcesssIsNotUsed() throws Exception {
        ApplicationCapture other = ApplicationCapture.of(machine == PracticeMachine.X86_64 ? "x86_64" : "arm64");
        try (ProgramFile file =
                ProgramFile.open(other.program(), machine.data().architecture().elfMachine())) {
            UserStack stack = of(machine.kernel(), 302, file);

            assertThat(stack.notes()).singleElement().asString().startsWith(file.name());
            assertThat(stack.frames().getFirst().function()).isEmpty();
        }
    }
}
