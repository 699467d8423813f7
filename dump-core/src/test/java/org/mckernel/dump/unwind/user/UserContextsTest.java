package org.mckernel.dump.unwind.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.unwind.Stacks;
import org.mckernel.dump.unwind.user.UserContext.Source;

/** Where the captured practice kernel's programs entered the kernel, and what is left when that is damaged. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UserContextsTest {
    @Parameter
    PracticeMachine machine;

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private static UserContext of(McKernel kernel, int tid) {
        return of(kernel, kernel.threads().byTid(tid).orElseThrow());
    }

    private static UserContext of(McKernel kernel, ThreadView thread) {
        return new UserContexts(kernel.data(), new Stacks(kernel)).of(thread);
    }

    private long programCounter(UserContext context) {
        return context.registers().get(machine.programCounter()).orElseThrow();
    }

    /** Virtual address of the word that a thread's kernel stack begins with. */
    private long stackPointer(int tid) {
        return new RegisterReader(machine.data())
                .of(machine.kernel().threads().byTid(tid).orElseThrow())
                .registers()
                .get(machine.stackPointer())
                .orElseThrow();
    }

    private long uctxMember(int tid) {
        return machine.physical(machine.thread(tid)) + machine.offset("thread", "uctx");
    }

    private long uctx(int tid) throws Exception {
        return machine.data().physical().i64(uctxMember(tid));
    }

    /** gdb saw the thread on CPU 1 go on there. */
    @Test
    void theKernelStackLeadsToTheEntry() {
        for (int tid : new int[] {202, 301, 302, 402, 502}) {
            UserContext context = of(machine.kernel(), tid);

            assertThat(context.source()).as("%d", tid).isEqualTo(Source.KERNEL_STACK);
            assertThat(context.known()).isTrue();
            assertThat(context.note()).isEqualTo("registers of its last entry into the kernel, on its kernel stack");
            assertThat(programCounter(context)).as("%d", tid).isEqualTo(isX86() ? 0x40_000d : 0x40_0010);
        }
        assertThat(machine.frame(1, 4)).isEqualTo(isX86() ? 0x40_000d : 0x40_0010);
    }

    /** Read whole: the stack segment and others that unwinding does not find. */
    @Test
    void theSameEntryIsReadWhole() {
        if (isX86()) {
            assertThat(of(machine.kernel(), 302).registers().get(52).orElseThrow() & 3)
                    .as("the stack segment's privilege")
                    .isEqualTo(3);
        } else {
            assertThat(of(machine.kernel(), 302).registers().get(18)).isPresent();
        }
    }

    @Test
    void threadsWithoutAProgramHaveNone() {
        McKernel kernel = machine.kernel();
        UserContext ended = of(kernel, 503);
        UserContext idle = of(kernel, kernel.threads().all().getLast());

        assertThat(ended.source()).isEqualTo(Source.NONE);
        assertThat(ended.known()).isFalse();
        assertThat(ended.note()).isEqualTo("the thread has ended");
        assertThat(idle.note()).isEqualTo("an idle thread has no user mode");
    }

    /** Where the kernel stack does not lead to an entry, the thread's own record of it may be of an earlier one. */
    @Test
    void withoutTheKernelStackTheThreadsOwnPointerIsTaken() throws Exception {
        ChangedMemory memory = machine.changed().absent(machine.physical(stackPointer(302)), 16);
        UserContext context = of(machine.kernel(memory), 302);

        assertThat(context.source()).isEqualTo(Source.UCTX);
        assertThat(programCounter(context)).isEqualTo(isX86() ? 0x40_000d : 0x40_0010);
        assertThat(context.note())
                .isEqualTo("registers at thread.uctx, 0x%x, which may be of an earlier entry: ".formatted(uctx(302))
                        + "none on its kernel stack");
    }

    @Test
    void aPointerThatIsNotSetIsNamed() {
        ChangedMemory memory = machine.changed()
                .absent(machine.physical(stackPointer(302)), 16)
                .longs(uctxMember(302), 0);
        UserContext context = of(machine.kernel(memory), 302);

        assertThat(context.source()).isEqualTo(Source.NONE);
        assertThat(context.note())
                .startsWith("no user registers: none on its kernel stack (")
                .endsWith("); thread.uctx is not set");
    }

    @Test
    void aPointerToSomethingElseIsNamed() throws Exception {
        long free = machine.virtual(machine.freePages());
        for (long wrong : new long[] {free, 0x1000, machine.thread(302)}) {
            ChangedMemory memory = machine.changed()
                    .absent(machine.physical(stackPointer(302)), 16)
                    .bytes(machine.freePages(), new byte[512])
                    .longs(uctxMember(302), wrong);
            UserContext context = of(machine.kernel(memory), 302);

            assertThat(context.source()).as("0x%x", wrong).isEqualTo(Source.NONE);
            assertThat(context.note())
                    .endsWith("; thread.uctx points to no entry from user mode, 0x%x".formatted(wrong));
        }
    }

    /** aarch64 keeps none of them; on x86_64 the stack that the interrupt came on still has them. */
    @Test
    void ofAThreadThatRanItsProgramTheInterruptsStackIsAsked() {
        UserContext context = of(machine.kernel(), 201);

        if (isX86() && context.known()) {
            assertThat(context.source()).isEqualTo(Source.DUMP_NMI);
            assertThat(programCounter(context)).isBetween(0x40_0000L, 0x40_0fffL);
            assertThat(context.note()).startsWith("registers that the dump NMI pushed at 0x");
        } else {
            assertThat(context.note())
                    .isEqualTo("CPU 0 was in user mode at the dump NMI; its user registers are not saved");
        }
    }
}
