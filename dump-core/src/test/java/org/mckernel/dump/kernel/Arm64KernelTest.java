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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.kernel.memory.VmView;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.Arm64Capture;

/** The views of the practice kernel captured on arm64, compared with the output of that kernel and gdb. */
class Arm64KernelTest {
    private static final int PC = 32;

    @TempDir
    static Path dir;

    private static KernelImage image;
    private static Dump dump;
    private static JsonObject truth;
    private static McKernel kernel;

    @BeforeAll
    static void open() throws Exception {
        image = KernelImage.open(Arm64Capture.IMAGE);
        dump = Dumps.open(Arm64Capture.unpack(dir));
        truth = JsonParser.parseString(Files.readString(Arm64Capture.TRUTH, UTF_8))
                .getAsJsonObject();
        kernel = new McKernel(new KernelData(image, dump.memory(), Arm64Capture.KERNEL_BASE, Arm64Capture.PHYS_START));
    }

    @AfterAll
    static void close() throws IOException {
        dump.close();
        image.close();
    }

    private static JsonObject cpu(int cpu) {
        return truth.getAsJsonObject("seen").getAsJsonArray("cpus").get(cpu).getAsJsonObject();
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
    void kernelCpuRegistersMatchGdb() {
        RegisterReader reader = new RegisterReader(kernel.data());
        RegisterFile file = kernel.data().architecture().registers();
        for (int cpu = 1; cpu < 3; cpu++) {
            SavedRegisters saved = reader.ofCpu(cpu);
            assertThat(saved.source()).isEqualTo(SavedRegisters.Source.DUMP_NMI);
            JsonObject seen = cpu(cpu).getAsJsonObject("registers");
            assertThat(seen.size()).isEqualTo(34);
            for (String name : seen.keySet()) {
                long value = saved.registers()
                        .get(file.dwarfNumber(name).orElseThrow())
                        .orElseThrow();
                assertThat("0x" + Long.toHexString(value))
                        .as("CPU %d %s", cpu, name)
                        .isEqualTo(seen.get(name).getAsString());
            }
        }
    }

    /** gdb's frame after the exception entry was interrupted. */
    @Test
    void hasRegistersOfKernelFault() {
        SavedRegisters saved = new RegisterReader(kernel.data()).ofCpu(3);
        List<JsonElement> frames = cpu(3).getAsJsonArray("frames").asList();
        int entry = 0;
        while (!frames.get(entry).getAsJsonObject().get("signal").getAsBoolean()) {
            entry++;
        }

        assertThat(entry).isPositive();
        assertThat(saved.source()).isEqualTo(SavedRegisters.Source.KERNEL_FAULT);
        assertThat("0x" + Long.toHexString(saved.registers().get(PC).orElseThrow()))
                .isEqualTo(frames.get(entry + 1).getAsJsonObject().get("pc").getAsString());
    }

    @Test
    void hasNoRegistersOfUserMode() {
        assertThat(new RegisterReader(kernel.data()).ofCpu(0).source()).isEqualTo(SavedRegisters.Source.USER_MODE);
        assertThat(cpu(0).getAsJsonObject("registers").get("pc").getAsString()).startsWith("0x4000");
    }

    @Test
    void sleepersResumeAfterTheSwitchCall() throws Exception {
        RegisterReader reader = new RegisterReader(kernel.data());
        Map<Integer, String> expected =
                Map.of(202, "wait_for_reply", 402, "lock_slow", 403, "lock_slow", 404, "lock_slow");
        for (int tid : expected.keySet()) {
            SavedRegisters saved = reader.of(kernel.threads().byTid(tid).orElseThrow());
            assertThat(saved.source()).isEqualTo(SavedRegisters.Source.SWITCHED_OUT);
            assertThat(image.symbols()
                            .nearest(saved.registers().get(PC).orElseThrow())
                            .orElseThrow()
                            .name())
                    .as("thread %d", tid)
                    .isEqualTo(expected.get(tid));
        }
    }

    @Test
    void readsTheKernelsLog() throws Exception {
        MemoryReader physical = kernel.data().physical();
        long bootParam = kernel.data().variable("boot_param_pa");
        KernelLog log = KernelLog.of(physical.bytes(physical.i64(bootParam + 40), 4 << 20))
                .orElseThrow();

        assertThat(log.lines().stream().map(KernelLog.Line::raw))
                .hasSizeGreaterThan(20)
                .containsExactlyElementsOf(truth.getAsJsonObject("kernel").getAsJsonArray("log").asList().stream()
                        .map(JsonElement::getAsString)
                        .toList());
    }

    @Test
    void everyRangeOfAddressesTranslatesAsThePageTablesDo() throws Exception {
        KernelData data = kernel.data();
        long clv = data.variable("clv");
        for (long address : new long[] {
            clv,
            data.variable("locals"),
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
        assertThat(data.space().translate(data.variable("boot_param")).physical())
                .isEqualTo(data.variable("boot_param_pa"));
    }

    /** The assembler marks code and data with mapping symbols ($x, $d). */
    @Test
    void ignoresMappingSymbols() throws Exception {
        assertThat(image.symbols().names("$", 9)).isEmpty();
        assertThat(image.symbols()
                        .nearest(image.symbols()
                                        .find("debug_constants")
                                        .orElseThrow()
                                        .value()
                                + 8)
                        .orElseThrow()
                        .name())
                .isEqualTo("debug_constants");
    }

    @Test
    void processesHaveTheirOwnPageTables() throws Exception {
        ProcessView process = kernel.processes().byPid(201).orElseThrow();

        assertThat(VmView.of(kernel, process).ranges())
                .extracting(VmRange::start)
                .containsExactly(0x40_0000L, 0x80_0000L, 0x3fff_ffff_b000L);
    }
}
