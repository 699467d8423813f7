package org.mckernel.converter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.fixture.Arm64Capture;

/** QEMU's dump of the practice kernel on arm64, compared with that kernel's own output. */
class Arm64CaptureTest {
    private static final long PAGE = 4096;
    /** The chunks that its loader assigns. */
    private static final long[][] ASSIGNED = {{0x4400_0000, 8 << 20}, {0x44a0_0000, 2 << 20}, {0x4500_0000, 6 << 20}};

    @TempDir
    static Path dir;

    private static Path vmcore;
    private static JsonObject truth;

    @BeforeAll
    static void unpack() throws IOException {
        vmcore = Arm64Capture.unpack(dir);
        truth = JsonParser.parseString(Files.readString(Arm64Capture.TRUTH, UTF_8))
                .getAsJsonObject()
                .getAsJsonObject("kernel");
    }

    /** Pfns assigned to the kernel, without those it marked user or free. */
    private static BitSet kernelPages() {
        BitSet pages = new BitSet();
        for (long[] chunk : ASSIGNED) {
            pages.set((int) (chunk[0] / PAGE), (int) ((chunk[0] + chunk[1]) / PAGE));
        }
        for (JsonElement element : truth.getAsJsonArray("pages")) {
            JsonObject run = element.getAsJsonObject();
            int first = (int) (Long.decode(run.get("start").getAsString()) / PAGE);
            pages.clear(first, first + run.get("pages").getAsInt());
        }
        return pages;
    }

    /** With any strategy and any filter: the same pages, and both physical addresses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--strategy image",
                "--strategy scan",
                "--strategy given --boot-param 0x40300000",
                "--strategy image -d 24",
                "--strategy scan -d 24"
            })
    void containsExactlyTheKernelsPages(String options) throws IOException {
        Path out = dir.resolve(options.replace(' ', '_'));
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.addAll(List.of("-k", Arm64Capture.IMAGE.toString(), "--verify", vmcore.toString(), out.toString()));
        CommandRun run = CommandRun.of(arguments.toArray());

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("kernel base " + truth.get("kernel_base").getAsString(), "level 24, completed");
        try (Dump dump = Dumps.open(out)) {
            Mckdump mckdump = dump.as(Mckdump.class).orElseThrow();
            BitSet pages = new BitSet();
            mckdump.chunks()
                    .forEach(c -> pages.set((int) (c.address() / PAGE), (int) ((c.address() + c.size()) / PAGE)));
            assertThat(pages).isEqualTo(kernelPages());
            assertThat(mckdump.physStart()).hasValue(Arm64Capture.PHYS_START);
            assertThat(mckdump.kernelBase()).hasValue(Arm64Capture.KERNEL_BASE);
        }
    }
}
