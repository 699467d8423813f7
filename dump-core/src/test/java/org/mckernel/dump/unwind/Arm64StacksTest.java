package org.mckernel.dump.unwind;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.SavedRegisters;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.Arm64Capture;

/** Stacks of the practice kernel captured on arm64, compared with gdb's backtraces of the same CPUs. */
class Arm64StacksTest {
    private static final int PANICKED = 3;

    @TempDir
    static Path dir;

    private static KernelImage image;
    private static KernelImage bare;
    private static Dump dump;
    private static JsonObject seen;
    private static McKernel kernel;

    @BeforeAll
    static void open() throws Exception {
        image = KernelImage.open(Arm64Capture.IMAGE);
        bare = KernelImage.open(withoutCallFrames());
        dump = Dumps.open(Arm64Capture.unpack(dir));
        seen = JsonParser.parseString(Files.readString(Arm64Capture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("seen");
        kernel = new McKernel(data(image));
    }

    /** The image with its call frame information under an unused name. */
    private static Path withoutCallFrames() throws IOException {
        String bytes = Files.readString(Arm64Capture.IMAGE, ISO_8859_1);
        assertThat(bytes).contains("\0.eh_frame\0");
        return Files.writeString(dir.resolve("bare.img"), bytes.replace("\0.eh_frame\0", "\0.nothing.\0"), ISO_8859_1);
    }

    private static KernelData data(KernelImage of) throws Exception {
        return new KernelData(of, dump.memory(), Arm64Capture.KERNEL_BASE, Arm64Capture.PHYS_START);
    }

    @AfterAll
    static void close() throws IOException {
        dump.close();
        image.close();
        bare.close();
    }

    private static JsonObject cpu(int cpu) {
        return seen.getAsJsonArray("cpus").get(cpu).getAsJsonObject();
    }

    /** Program counters of gdb's frames in the kernel, without those of inlined calls. */
    private static List<String> gdbs(int cpu) {
        List<String> expected = new ArrayList<>();
        for (JsonElement element : cpu(cpu).getAsJsonArray("frames")) {
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

    private static Backtrace ofCpu(int cpu) {
        return new Unwinder(kernel.data(), Optional.empty()).walk(new RegisterReader(kernel.data()).ofCpu(cpu));
    }

    /** The registers that gdb saw when the machine was stopped before the dump interrupt. */
    private static SavedRegisters asGdbSawThem(int cpu) {
        RegisterFile file = kernel.data().architecture().registers();
        Map<Integer, Long> values = new HashMap<>();
        JsonObject registers = cpu(cpu).getAsJsonObject("registers");
        for (String name : registers.keySet()) {
            values.put(
                    file.dwarfNumber(name).orElseThrow(),
                    Long.parseUnsignedLong(registers.get(name).getAsString().substring(2), 16));
        }
        return new SavedRegisters(Registers.of(values), SavedRegisters.Source.DUMP_NMI, "gdb");
    }

    private static List<String> names(Backtrace stack) throws IOException {
        List<String> names = new ArrayList<>();
        for (Frame frame : stack.frames()) {
            names.add(image.symbols()
                    .nearest(frame.lookupPc())
                    .orElseThrow()
                    .name()
                    .replaceFirst("\\..*", ""));
        }
        return names;
    }

    @Test
    void kernelFramesMatchGdb() {
        for (int cpu = 1; cpu < PANICKED; cpu++) {
            assertThat(ours(ofCpu(cpu))).as("CPU %d", cpu).hasSizeGreaterThan(3).isEqualTo(gdbs(cpu));
        }
        assertThat(ofCpu(1).note()).isEqualTo("user mode, pc 0x400010");
        assertThat(ofCpu(2).stop()).isEqualTo(StopReason.OUTERMOST);
        assertThat(ofCpu(0).stop()).isEqualTo(StopReason.USER_MODE);
    }

    /** The kernel keeps the fault's registers, so the stack begins where gdb's continues after the exception. */
    @Test
    void panickedCpuStackBeginsAtItsFault() throws Exception {
        Backtrace stack = ofCpu(PANICKED);
        List<String> all = gdbs(PANICKED);

        assertThat(names(stack)).containsExactly("enqueue", "wake_up", "sys_wake", "system_call", "el0_sync");
        assertThat(ours(stack)).isEqualTo(all.subList(all.size() - 5, all.size()));
    }

    @Test
    void unwindsPanicThroughFaultToUserMode() throws Exception {
        Backtrace stack = new Unwinder(kernel.data(), Optional.empty()).walk(asGdbSawThem(PANICKED));

        assertThat(names(stack))
                .containsExactly(
                        "halt_cpu",
                        "panic",
                        "on_page_fault",
                        "on_kernel_exception",
                        "el1_sync",
                        "enqueue",
                        "wake_up",
                        "sys_wake",
                        "system_call",
                        "el0_sync");
        assertThat(ours(stack)).isEqualTo(gdbs(PANICKED));
        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.frames().stream().filter(Frame::entry)).hasSize(2);
    }

    /**
     * The real kernel's entry code has no call frame information: the saved registers are recognised by their values.
     */
    @Test
    void unwindsExceptionsWithoutCallFrameInformation() throws Exception {
        Backtrace stack = new Unwinder(data(bare), Optional.empty()).walk(asGdbSawThem(PANICKED));

        assertThat(stack.stop()).as("%s %s", stack.note(), stack.frames()).isEqualTo(StopReason.USER_MODE);
        // The innermost function has no frame record, so its caller is not found.
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
        assertThat(stack.frames().stream().filter(f -> f.trust() == FrameTrust.SAVED_FRAME))
                .singleElement()
                .satisfies(f -> assertThat(f.exact()).isTrue());
        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.note()).isEqualTo("user mode, pc 0x400010");
    }

    @Test
    void unwindsEverySleeperToUserModeOrStart() throws Exception {
        int sleepers = 0;
        for (ThreadView thread : kernel.threads().all()) {
            if (thread.onCpu() || thread.isIdle() || thread.statusWord().equals("zombie")) {
                continue;
            }
            sleepers++;
            Backtrace stack =
                    new Unwinder(kernel.data(), Optional.empty()).walk(new RegisterReader(kernel.data()).of(thread));
            assertThat(stack.whole())
                    .as("thread %s: %s %s", thread.tid(), names(stack), stack.note())
                    .isTrue();
            assertThat(stack.frames())
                    .allSatisfy(f -> assertThat(f.trust().inferred()).isFalse());
        }
        assertThat(sleepers).isEqualTo(8);
    }
}
