package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.ChangedImage;
import org.mckernel.dump.kernel.ChangedMemory;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.symbol.KernelImage;

/** Stacks of the captured practice kernel, compared with gdb's backtraces of the same CPUs, and damaged ones. */
@ParameterizedClass
@EnumSource(PracticeMachine.class)
class UnwinderTest {
    private static final int PANICKED = 3;

    @Parameter
    PracticeMachine machine;

    @TempDir
    Path dir;

    private boolean isX86() {
        return machine == PracticeMachine.X86_64;
    }

    private String userNote() {
        return isX86() ? "user mode, rip 0x40000d" : "user mode, pc 0x400010";
    }

    /** Program counters of gdb's frames in the kernel, without those of inlined calls. */
    private List<String> gdbs(int cpu) {
        List<String> expected = new ArrayList<>();
        for (JsonElement element : machine.seen(cpu).getAsJsonArray("frames")) {
            JsonObject frame = element.getAsJsonObject();
            if (!frame.get("function").isJsonNull() && !frame.get("inlined").getAsBoolean()) {
                expected.add(frame.get("pc").getAsString());
            }
        }
        return expected;
    }

    private static List<String> ours(Backtrace stack) {
        return stack.frames().stream().map(f -> "0x" + Long.toHexString(f.pc())).toList();
    }

    private static Backtrace walk(KernelData data, SavedRegisters from) {
        return new Unwinder(data, Optional.empty()).walk(from);
    }

    private Backtrace ofCpu(int cpu) {
        return walk(machine.data(), new RegisterReader(machine.data()).ofCpu(cpu));
    }

    /** The registers that gdb saw when the machine was stopped before the dump interrupt. */
    private SavedRegisters asGdbSawThem(int cpu) {
        RegisterFile file = machine.data().architecture().registers();
        Map<Integer, Long> values = new HashMap<>();
        JsonObject registers = machine.seen(cpu).getAsJsonObject("registers");
        for (String name : registers.keySet()) {
            values.put(
                    file.dwarfNumber(name).orElseThrow(),
                    PracticeMachine.number(registers.get(name).getAsString()));
        }
        return new SavedRegisters(Registers.of(values), SavedRegisters.Source.DUMP_NMI, "gdb");
    }

    private List<String> names(Backtrace stack) throws IOException {
        List<String> names = new ArrayList<>();
        for (Frame frame : stack.frames()) {
            names.add(machine.image()
                    .symbols()
                    .nearest(frame.lookupPc())
                    .orElseThrow()
                    .name()
                    .replaceFirst("\\..*", ""));
        }
        return names;
    }

    @Test
    void kernelFramesAreThoseThatGdbShows() {
        for (int cpu = 1; cpu < (isX86() ? 4 : PANICKED); cpu++) {
            assertThat(ours(ofCpu(cpu))).as("CPU %d", cpu).hasSizeGreaterThan(3).isEqualTo(gdbs(cpu));
        }
        assertThat(ofCpu(1).note()).isEqualTo(userNote());
        assertThat(ofCpu(1).program()).isPresent();
        assertThat(ofCpu(0).stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(ofCpu(0).frames()).isEmpty();
    }

    @Test
    void anIdleCpuEndsAtItsStart() throws Exception {
        Backtrace stack = ofCpu(2);

        assertThat(names(stack)).containsExactly("halt_cpu", "idle_loop", "other_cpu_start", "ap_head");
        assertThat(stack.stop()).isEqualTo(StopReason.OUTERMOST);
        assertThat(stack.note()).isEqualTo("end of the stack");
        assertThat(stack.whole()).isTrue();
        assertThat(stack.program()).isEmpty();
    }

    /** The aarch64 kernel keeps the fault's registers, so the stack begins where gdb's goes on past the exception. */
    @Test
    void thePanickedCpuIsFollowedFromTheRegistersThatWereKept() throws Exception {
        Backtrace stack = ofCpu(PANICKED);
        List<String> all = gdbs(PANICKED);

        assertThat(names(stack))
                .endsWith("enqueue", "wake_up", "sys_wake", "system_call", isX86() ? "system_call_entry" : "el0_sync");
        assertThat(ours(stack)).isEqualTo(isX86() ? all : all.subList(all.size() - 5, all.size()));
        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.note()).isEqualTo(userNote());
    }

    @Test
    void thePanicIsFollowedThroughTheFaultToTheProgram() throws Exception {
        Backtrace stack = walk(machine.data(), asGdbSawThem(PANICKED));

        assertThat(names(stack))
                .isEqualTo(
                        isX86()
                                ? List.of(
                                        "halt_cpu",
                                        "panic",
                                        "on_page_fault",
                                        "page_fault_entry",
                                        "enqueue",
                                        "wake_up",
                                        "sys_wake",
                                        "system_call",
                                        "system_call_entry")
                                : List.of(
                                        "halt_cpu",
                                        "panic",
                                        "on_page_fault",
                                        "on_kernel_exception",
                                        "el1_sync",
                                        "enqueue",
                                        "wake_up",
                                        "sys_wake",
                                        "system_call",
                                        "el0_sync"));
        assertThat(ours(stack)).isEqualTo(gdbs(PANICKED));
        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.note()).isEqualTo(userNote());
        assertThat(stack.frames().stream().filter(Frame::entry)).hasSize(2);
        assertThat(stack.frames().getFirst().trust()).isEqualTo(FrameTrust.REGISTERS);
        assertThat(stack.frames().getFirst().exact()).isTrue();
        assertThat(stack.frames().get(1).trust()).isEqualTo(FrameTrust.CALL_FRAME_INFO);
        assertThat(stack.frames().get(1).exact()).isFalse();
    }

    /** A kernel's entry code has no call frame information: the saved registers are recognised by their shape. */
    @Test
    void exceptionsAreCrossedWithoutCallFrameInformation() throws Exception {
        try (KernelImage bare =
                ChangedImage.of(machine).rename(".eh_frame", ".nothing.").open(dir)) {
            Backtrace stack = walk(machine.data(bare, machine.memory()), asGdbSawThem(PANICKED));

            assertThat(stack.stop()).as("%s %s", stack.note(), stack.frames()).isEqualTo(StopReason.USER_MODE);
            assertThat(stack.note()).isEqualTo(userNote());
            assertThat(stack.frames().stream().filter(f -> f.trust() == FrameTrust.SAVED_FRAME))
                    .singleElement()
                    .satisfies(f -> assertThat(f.exact()).isTrue());
            if (!isX86()) {
                // the innermost function has no frame record, so its caller is not seen
                assertThat(names(stack))
                        .containsExactly(
                                "halt_cpu",
                                "on_page_fault",
                                "on_kernel_exception",
                                "el1_sync",
                                "enqueue",
                                "sys_wake",
                                "system_call",
                                "el0_sync");
            }
        }
    }

    @Test
    void everySleeperIsFollowedToTheProgramOrItsStart() throws Exception {
        int sleepers = 0;
        for (ThreadView thread : machine.kernel().threads().all()) {
            if (thread.onCpu() || thread.isIdle() || thread.statusWord().equals("zombie")) {
                continue;
            }
            sleepers++;
            Backtrace stack = walk(machine.data(), new RegisterReader(machine.data()).of(thread));
            assertThat(stack.whole())
                    .as("thread %s: %s %s", thread.tid(), names(stack), stack.note())
                    .isTrue();
            assertThat(stack.frames())
                    .allSatisfy(f -> assertThat(f.trust().inferred()).isFalse());
        }
        assertThat(sleepers).isEqualTo(8);
    }

    @Test
    void withoutRegistersThereIsNoStack() {
        Backtrace stack = walk(
                machine.data(), new SavedRegisters(Registers.of(Map.of()), SavedRegisters.Source.NONE, "nobody saved"));

        assertThat(stack.stop()).isEqualTo(StopReason.NO_REGISTERS);
        assertThat(stack.note()).isEqualTo("nobody saved");
        assertThat(stack.frames()).isEmpty();
        assertThat(stack.whole()).isFalse();
    }

    private SavedRegisters at(long pc, long stack) {
        return new SavedRegisters(
                Registers.of(Map.of(machine.programCounter(), pc, machine.stackPointer(), stack)),
                SavedRegisters.Source.DUMP_NMI,
                "");
    }

    @Test
    void aProgramCounterOfAProgramEndsTheStack() {
        Backtrace stack = walk(machine.data(), at(0x1234, 0x7000));

        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.note()).isEqualTo("user mode, %s 0x1234".formatted(isX86() ? "rip" : "pc"));
        assertThat(stack.program().orElseThrow().get(machine.stackPointer())).hasValue(0x7000);
    }

    @Test
    void noProgramCounterAtAllIsTheEnd() {
        Backtrace stack = walk(machine.data(), at(0, 0x7000));

        assertThat(stack.stop()).isEqualTo(StopReason.OUTERMOST);
        assertThat(stack.note()).isEqualTo("end of the stack");
    }

    @Test
    void anAddressOutsideTheImageIsBroken() {
        Backtrace stack = walk(machine.data(), at(-0x1000_0000_0000L, 0x7000));

        assertThat(stack.stop()).isEqualTo(StopReason.BROKEN);
        assertThat(stack.note()).isEqualTo("the return address 0xfffff00000000000 is not in the kernel's image");
        assertThat(stack.frames()).isEmpty();
        assertThat(stack.whole()).isFalse();
    }

    /** The word that the first frame's return address is in, is not in the dump. */
    @Test
    void aStackThatIsAbsentEndsTheWalk() {
        SavedRegisters idle = new RegisterReader(machine.data()).ofCpu(2);
        long stack =
                machine.physical(idle.registers().get(machine.stackPointer()).orElseThrow());
        ChangedMemory memory = machine.changed().absent(stack, 4096 - stack % 4096);
        Backtrace walked = walk(machine.data(memory), idle);

        assertThat(walked.stop()).isEqualTo(StopReason.ABSENT);
        assertThat(walked.note()).contains("physical address 0x").endsWith(" is excluded");
        assertThat(walked.frames()).isNotEmpty();
    }

    @Test
    void whereNothingTellsTheCallerTheStackIsBroken() throws Exception {
        long free = machine.freePages();
        try (KernelImage bare =
                ChangedImage.of(machine).rename(".eh_frame", ".nothing.").open(dir)) {
            long pc = machine.data().symbol("halt_cpu").value();
            ChangedMemory zeros = machine.changed().bytes(free, new byte[8192]);
            Backtrace broken = walk(machine.data(bare, zeros), at(pc, machine.virtual(free)));
            Backtrace absent =
                    walk(machine.data(bare, machine.changed().absent(free, 4096)), at(pc, machine.virtual(free)));

            assertThat(broken.stop()).isEqualTo(StopReason.BROKEN);
            assertThat(broken.note()).isEqualTo("no caller found on the stack");
            assertThat(broken.frames()).hasSize(1);
            assertThat(absent.stop()).isEqualTo(StopReason.ABSENT);
            assertThat(absent.note())
                    .isEqualTo("the stack at 0x%x is not in the dump".formatted(machine.virtual(free)));
        }
    }

    /** A frame record that names itself leads to the same frame again and again. */
    @Test
    void aStackThatComesBackEnds() throws Exception {
        long free = machine.freePages();
        long returns = machine.frame(2, 1);
        long at = machine.virtual(free);
        RegisterFile file = machine.data().architecture().registers();
        try (KernelImage bare =
                ChangedImage.of(machine).rename(".eh_frame", ".nothing.").open(dir)) {
            // records of two words each, the last of which names the first
            ChangedMemory memory = machine.changed().longs(free, at + 16, returns, at + 32, returns, at, returns);
            SavedRegisters start = new SavedRegisters(
                    Registers.of(
                            Map.of(file.programCounter(), returns, file.stackPointer(), at, file.framePointer(), at)),
                    SavedRegisters.Source.DUMP_NMI,
                    "");
            Backtrace stack = walk(machine.data(bare, memory), start);

            assertThat(stack.whole()).isFalse();
            assertThat(stack.frames()).hasSizeBetween(3, 20);
        }
    }

    @Test
    void aStackOfTooManyFramesIsCut() throws Exception {
        long free = machine.freePages();
        long returns = machine.frame(2, 1);
        long at = machine.virtual(free);
        RegisterFile file = machine.data().architecture().registers();
        ChangedMemory memory = machine.changed();
        for (int i = 0; i < 600; i++) {
            memory.longs(free + 16L * i, at + 16L * (i + 1), returns);
        }
        try (KernelImage bare =
                ChangedImage.of(machine).rename(".eh_frame", ".nothing.").open(dir)) {
            SavedRegisters start = new SavedRegisters(
                    Registers.of(
                            Map.of(file.programCounter(), returns, file.stackPointer(), at, file.framePointer(), at)),
                    SavedRegisters.Source.DUMP_NMI,
                    "");
            Backtrace stack = walk(machine.data(bare, memory), start);

            assertThat(stack.stop()).isEqualTo(StopReason.LIMIT);
            assertThat(stack.frames()).hasSize(Unwinder.MOST_FRAMES);
            assertThat(stack.note()).isEqualTo("more than 512 frames");
            assertThat(stack.frames().get(1).trust()).isEqualTo(FrameTrust.FRAME_POINTER);
        }
    }
}
