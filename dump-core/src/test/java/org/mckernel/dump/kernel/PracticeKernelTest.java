package org.mckernel.dump.kernel;

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
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.memory.VmView;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** The views of the captured practice kernel, compared with the output of that kernel and gdb. */
class PracticeKernelTest {
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

    @Test
    void threadsMatchTheKernelsOwnList() {
        List<String> expected = new ArrayList<>();
        for (JsonElement element : truth.getAsJsonObject("kernel").getAsJsonArray("threads")) {
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

        assertThat(kernel.threads().all().stream()
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
        assertThat(kernel.threads().notes()).isEmpty();
        assertThat(kernel.notes()).isEmpty();
    }

    @Test
    void everyCpuHasAnIdleThreadAndOneRunsIt() {
        List<ThreadView> idle =
                kernel.threads().all().stream().filter(ThreadView::isIdle).toList();

        assertThat(idle).hasSize(4).extracting(ThreadView::pid).containsOnly(OptionalInt.of(0));
        assertThat(idle.stream().filter(ThreadView::onCpu))
                .singleElement()
                .satisfies(t -> assertThat(t.current()).hasValue(2));
    }

    @Test
    void cpuRegistersMatchGdbExceptUserMode() {
        RegisterReader reader = new RegisterReader(kernel.data());
        RegisterFile file = kernel.data().architecture().registers();
        for (int cpu = 1; cpu < 4; cpu++) {
            SavedRegisters saved = reader.ofCpu(cpu);
            assertThat(saved.source()).isEqualTo(SavedRegisters.Source.DUMP_NMI);
            JsonObject seen = truth.getAsJsonObject("seen")
                    .getAsJsonArray("cpus")
                    .get(cpu)
                    .getAsJsonObject()
                    .getAsJsonObject("registers");
            assertThat(seen.size()).isGreaterThan(18);
            for (String name : seen.keySet()) {
                assertThat(hex(saved.registers(), file.dwarfNumber(name).orElseThrow()))
                        .as("CPU %d %s", cpu, name)
                        .isEqualTo(seen.get(name).getAsString());
            }
        }
        assertThat(reader.ofCpu(0).source()).isEqualTo(SavedRegisters.Source.USER_MODE);
    }

    private static String hex(Registers registers, int number) {
        return "0x" + Long.toHexString(registers.get(number).orElseThrow());
    }

    /** Its schedule() makes a tail call to the switch, so it is not on the stack: the caller of schedule() is. */
    @Test
    void sleepersResumeAfterTheSwitchCall() throws Exception {
        RegisterReader reader = new RegisterReader(kernel.data());
        Map<Integer, String> expected =
                Map.of(202, "wait_for_reply", 402, "lock_slow", 403, "lock_slow", 404, "lock_slow");
        for (int tid : expected.keySet()) {
            SavedRegisters saved = reader.of(kernel.threads().byTid(tid).orElseThrow());
            long pc = saved.registers().get(16).orElseThrow();
            assertThat(saved.source()).isEqualTo(SavedRegisters.Source.SWITCHED_OUT);
            assertThat(image.symbols().nearest(pc).orElseThrow().name())
                    .as("thread %d", tid)
                    .isEqualTo(expected.get(tid));
        }
        assertThat(reader.of(kernel.threads().byTid(503).orElseThrow()).note()).contains("has ended");
    }

    @Test
    void processesHaveParentsAndCommandLines() {
        ProcessView process = kernel.processes().byPid(401).orElseThrow();

        assertThat(process.command()).isNotEmpty();
        assertThat(process.ppid()).isPresent();
        assertThat(kernel.processes().byPid(503).orElseThrow().status()).hasValue(8);
        assertThat(VmView.of(kernel, process).ranges())
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r.end()).isGreaterThan(r.start()));
    }

    @Test
    void readsTheKernelsLog() throws Exception {
        MemoryReader physical = kernel.data().physical();
        long bootParam = kernel.data().variable("boot_param_pa");
        KernelLog log = KernelLog.of(physical.bytes(physical.i64(bootParam + 40), 4 << 20))
                .orElseThrow();
        List<String> expected = truth.getAsJsonObject("kernel").getAsJsonArray("log").asList().stream()
                .map(JsonElement::getAsString)
                .toList();

        assertThat(log.lines().stream().map(KernelLog.Line::raw)).containsExactlyElementsOf(expected);
        assertThat(log.lines().getLast().cpu()).hasValue(3);
        assertThat(log.note()).isEmpty();
    }

    @Test
    void everyRangeOfAddressesTranslatesAsThePageTablesDo() throws Exception {
        KernelData data = kernel.data();
        long clv = data.variable("clv");
        for (long address : new long[] {
            clv,
            data.variable("init_pt"),
            data.symbol("_head").value(),
            data.symbol("memory_nodes").value()
        }) {
            assertThat(data.space().translate(address).physical())
                    .as("0x%x", address)
                    .isEqualTo(data.space()
                            .tables()
                            .orElseThrow()
                            .translate(address)
                            .physical());
        }
        assertThat(data.space().explain(data.variable("kmsg_buf")).range()).isEqualTo("page tables");
    }
}
