package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.ChangedImage;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.symbol.KernelImage;

/** Named stacks of the captured practice kernel, compared with gdb's, and what a thread is said to do. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class StacksTest {
    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private Stacks stacks() {
        return new Stacks(machine.kernel());
    }

    private List<String> gdbs(int cpu) {
        return machine.seen(cpu).getAsJsonArray("frames").asList().stream()
                .map(f -> f.getAsJsonObject().get("function"))
                .filter(f -> !f.isJsonNull())
                .map(f -> f.getAsString())
                .toList();
    }

    @Test
    void functionsAndInlinedCallsAreThoseThatGdbShows() {
        assertThat(stacks().onCpu(1).shape()).isEqualTo(gdbs(1));
        assertThat(stacks().onCpu(2).shape()).isEqualTo(gdbs(2));
        StackView panicked = stacks().onCpu(3);
        assertThat(panicked.shape()).isEqualTo(isX86() ? gdbs(3) : gdbs(3).subList(6, gdbs(3).size()));
        assertThat(panicked.frames().stream().filter(CodeFrame::inlined).map(CodeFrame::function))
                .isEqualTo(isX86() ? List.of("bad_kernel_access", "list_insert") : List.of("list_insert"));
        assertThat(panicked.frames().stream().map(CodeFrame::number))
                .containsExactlyElementsOf(
                        IntStream.range(0, panicked.frames().size()).boxed().toList());
    }

    @Test
    void aStackWithoutFramesHasTheShapeOfItsSource() {
        assertThat(stacks().onCpu(0).shape()).containsExactly("USER_MODE");
    }

    @Test
    void aThreadsStackIsWalkedOnce() {
        Stacks stacks = stacks();
        var thread = machine.kernel().threads().byTid(402).orElseThrow();

        assertThat(stacks.of(thread)).isSameAs(stacks.of(thread));
        assertThat(stacks.of(thread).frames().getFirst().function()).isEqualTo("lock_slow");
    }

    @Test
    void whereAThreadIsIsTheFunctionThatTellsMost() {
        Stacks stacks = stacks();
        McKernel kernel = machine.kernel();

        assertThat(stacks.where(kernel.threads().byTid(202).orElseThrow())).startsWith("wait_for_reply (offload.c:");
        assertThat(stacks.where(kernel.threads().byTid(302).orElseThrow())).startsWith("sys_sleep (");
        assertThat(stacks.where(kernel.threads().byTid(201).orElseThrow())).isEqualTo("user mode");
        assertThat(stacks.where(kernel.threads().byTid(503).orElseThrow())).isEqualTo("the thread has ended");
        assertThat(stacks.whereOnCpu(1)).matches("mix \\(\\w+\\.c:\\d+\\)");
        assertThat(stacks.whereOnCpu(3))
                .matches(
                        isX86()
                                ? "halt_cpu \\(\\w+\\.[ch]:\\d+\\) ← panic"
                                : "list_insert \\(\\w+\\.[ch]:\\d+\\) → page fault");
    }

    @Test
    void theCpuThatPanicsIsFoundByItsStackOrItsFault() {
        assertThat(stacks().panickingCpu()).contains(3);
    }

    @Test
    void withoutAPanicNoCpuPanics() {
        long flag = isX86()
                ? machine.physical(machine.variable("locals")) + 3 * 0x4000 + 280
                : machine.cpu(3, "kernel_mode_pf_regs");
        Stacks stacks = new Stacks(machine.kernel(machine.changed().longs(flag, 0)));

        assertThat(stacks.panickingCpu()).isEmpty();
    }

    @Test
    void registersAndEntryStacksAreTheCpus() {
        RegisterReader reader = new RegisterReader(machine.data());

        assertThat(stacks().ofCpu(1).source()).isEqualTo(SavedRegisters.Source.DUMP_NMI);
        assertThat(stacks().ofCpu(1).registers().get(machine.programCounter()))
                .isEqualTo(reader.ofCpu(1).registers().get(machine.programCounter()));
        assertThat(stacks().entryStacks(0))
                .isEqualTo(reader.entryStacks(0))
                .hasSize(isX86() ? stacks().entryStacks(0).size() : 0);
    }

    /** Without debug information symbols name functions; no line is known, and no inlined call. */
    @Test
    void withoutDebugInformationSymbolsNameFunctions() throws Exception {
        try (KernelImage image =
                ChangedImage.of(machine).withoutDebugInformation().open(dir)) {
            Stacks stacks = new Stacks(new McKernel(machine.data(image, machine.memory())));
            StackView view = stacks.onCpu(2);

            assertThat(view.shape()).isEqualTo(gdbs(2));
            assertThat(view.frames()).allSatisfy(f -> {
                assertThat(f.source()).isEmpty();
                assertThat(f.inlined()).isFalse();
                assertThat(f.scope()).isEmpty();
                assertThat(f.offset()).isPositive();
            });
            assertThat(stacks.whereOnCpu(2)).isEqualTo("halt_cpu");
        }
    }

    @Test
    void anAddressThatNoSymbolCoversIsShownAsItIs() {
        SavedRegisters nowhere = new SavedRegisters(Registers.of(Map.of()), SavedRegisters.Source.NONE, "no registers");
        StackView view = new StackView(nowhere, new Backtrace(List.of(), StopReason.NO_REGISTERS, ""), List.of());

        assertThat(view.shape()).containsExactly("NONE");
        assertThat(Stacks.mostInformativeFrame(view)).isZero();
    }

    private static StackView view(String... functions) {
        Frame frame = new Frame(1, Registers.of(Map.of()), OptionalLong.empty(), FrameTrust.REGISTERS, true, false);
        List<CodeFrame> frames = Arrays.stream(functions)
                .map(f -> new CodeFrame(0, f, 0, Optional.empty(), false, frame, Optional.empty()))
                .toList();
        return new StackView(
                new SavedRegisters(Registers.of(Map.of()), SavedRegisters.Source.SWITCHED_OUT, ""),
                new Backtrace(List.of(frame), StopReason.OUTERMOST, ""),
                frames);
    }

    @Test
    void functionsThatGiveTheCpuAwayTellLess() {
        assertThat(Stacks.mostInformativeFrame(view("work", "schedule"))).isZero();
        assertThat(Stacks.mostInformativeFrame(view("context_switch", "schedule", "wait", "schedule")))
                .isEqualTo(2);
        assertThat(Stacks.mostInformativeFrame(view("schedule"))).isZero();
        assertThat(Stacks.mostInformativeFrame(view("schedule", "schedule"))).isEqualTo(1);
    }

    @Test
    void aStackThatIsAbsentIsStillShownAsFarAsItGoes() {
        var thread = machine.kernel().threads().byTid(402).orElseThrow();
        long pointer = new RegisterReader(machine.data())
                .of(thread)
                .registers()
                .get(machine.stackPointer())
                .orElseThrow();
        ChangedMemory memory = machine.changed().absent(machine.physical(pointer), 4096);
        StackView view = new Stacks(machine.kernel(memory)).of(thread);

        assertThat(view.frames().getFirst().function()).isEqualTo("lock_slow");
        assertThat(view.stack().whole()).isFalse();
        assertThat(view.stack().stop()).isEqualTo(StopReason.ABSENT);
    }
}
