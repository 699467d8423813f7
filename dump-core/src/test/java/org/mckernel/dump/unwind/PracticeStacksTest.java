package org.mckernel.dump.unwind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.RegisterReader;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Stacks of the captured practice kernel, compared with gdb's backtraces of the same CPUs. */
class PracticeStacksTest {
    @TempDir
    static Path dir;

    private static KernelImage image;
    private static Dump dump;
    private static JsonObject truth;
    private static McKernel kernel;

    @BeforeAll
    static void open() throws Exception {
        image = KernelImage.open(PracticeCapture.IMAGE);
        dump = Dumps.open(PracticeCapture.unpack(dir));
        truth = JsonParser.parseString(Files.readString(PracticeCapture.TRUTH, UTF_8))
                .getAsJsonObject();
        kernel = new McKernel(new KernelData(image, dump.memory(), PracticeCapture.KERNEL_BASE, 0));
    }

    @AfterAll
    static void close() throws IOException {
        dump.close();
        image.close();
    }

    private static Backtrace ofCpu(int cpu) {
        return new Unwinder(kernel.data(), Optional.empty()).walk(new RegisterReader(kernel.data()).ofCpu(cpu));
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
        for (int cpu = 1; cpu < 4; cpu++) {
            List<String> expected = new ArrayList<>();
            for (JsonElement element : truth.getAsJsonObject("seen")
                    .getAsJsonArray("cpus")
                    .get(cpu)
                    .getAsJsonObject()
                    .getAsJsonArray("frames")) {
                JsonObject frame = element.getAsJsonObject();
                if (!frame.get("function").isJsonNull() && !frame.get("inlined").getAsBoolean()) {
                    expected.add(frame.get("pc").getAsString());
                }
            }

            assertThat(ofCpu(cpu).frames().stream().map(f -> "0x" + Long.toHexString(f.pc())))
                    .as("CPU %d", cpu)
                    .hasSizeGreaterThan(3)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void unwindsPanicThroughFaultToUserMode() throws Exception {
        Backtrace stack = ofCpu(3);

        assertThat(names(stack))
                .containsExactly(
                        "halt_cpu",
                        "panic",
                        "on_page_fault",
                        "page_fault_entry",
                        "enqueue",
                        "wake_up",
                        "sys_wake",
                        "system_call",
                        "system_call_entry");
        assertThat(stack.stop()).isEqualTo(StopReason.USER_MODE);
        assertThat(stack.note()).isEqualTo("user mode, rip 0x40000d");
        assertThat(stack.frames().stream().filter(Frame::entry)).hasSize(2);
    }

    @Test
    void idleCpuStackEndsAtItsStart() throws Exception {
        Backtrace stack = ofCpu(2);

        assertThat(names(stack)).containsExactly("halt_cpu", "idle_loop", "other_cpu_start", "ap_head");
        assertThat(stack.stop()).isEqualTo(StopReason.OUTERMOST);
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
