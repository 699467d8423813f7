package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.memory.SimulatedMemory;

class KernelImageWriterTest {
    @TempDir
    private Path directory;

    @Test
    void x86HeadIsOnePageAboveItsBase() {
        KernelImageWriter image = KernelImageWriter.x86();

        assertThat(image.head()).isEqualTo(0xfffffffffe801000L);
        assertThat(ByteBuffer.wrap(image.file()).order(ByteOrder.LITTLE_ENDIAN).getShort(18))
                .isEqualTo((short) 62);
    }

    @Test
    void arm64HeadIsItsBase() {
        KernelImageWriter image = KernelImageWriter.arm64(0x10000, KernelImageWriter.AARCH64_BASE_48);

        assertThat(image.head()).isEqualTo(0xffff000007800000L);
        assertThat(image.noteAddress()).isEqualTo(0xffff000007810000L);
    }

    @Test
    void loadedTextDiffersInEightBytes() {
        KernelImageWriter image = KernelImageWriter.x86();
        SimulatedMemory memory = new SimulatedMemory(4096).ram(0, 4 << 20);
        image.loadInto(memory, 0x200000, Map.of("boot_param_pa", 0x123456000L));

        byte[] text = image.text();
        byte[] loaded = memory.read(0x201000, text.length);
        int differing = 0;
        for (int i = 0; i < text.length; i++) {
            differing += text[i] == loaded[i] ? 0 : 1;
        }
        assertThat(differing).isEqualTo(8);
        // 16 KiB of text from 0x201000 on, so the note starts at 0x205000.
        assertThat(memory.read(0x205000 + 16, 20)).isEqualTo(image.buildId());
        long at = image.address("boot_param_pa") - 0xfffffffffe800000L + 0x200000;
        assertThat(ByteBuffer.wrap(memory.read(at, 8))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getLong())
                .isEqualTo(0x123456000L);
    }

    @Test
    void seedsGiveDifferentImages() {
        KernelImageWriter one = KernelImageWriter.x86().seed(7);
        KernelImageWriter two = KernelImageWriter.x86().seed(8);

        assertThat(one.buildId()).isNotEqualTo(two.buildId());
        assertThat(one.text()).isNotEqualTo(two.text());
        assertThat(one.text()).isEqualTo(KernelImageWriter.x86().seed(7).text());
    }

    @Test
    void binutilsReadIt() throws Exception {
        KernelImageWriter x86 = KernelImageWriter.x86();
        KernelImageWriter arm = KernelImageWriter.arm64(0x1000, KernelImageWriter.AARCH64_BASE_39);
        for (KernelImageWriter image : List.of(x86, arm)) {
            Path file = Files.write(directory.resolve("mckernel.img"), image.file());

            assertThat(run("readelf", "-n", file.toString()))
                    .contains("Build ID: " + HexFormat.of().formatHex(image.buildId()));
            assertThat(run("readelf", "-lS", file.toString()))
                    .doesNotContainIgnoringCase("warning")
                    .contains("There are 2 program headers", ".bss", "NOBITS");
            assertThat(run("nm", file.toString()))
                    .contains(
                            "%x T _head".formatted(image.head()),
                            "%x B boot_param_pa".formatted(image.address("boot_param_pa")),
                            "D debug_constants");
        }
        assertThat(run(
                        "nm",
                        Files.write(directory.resolve("x86.img"), x86.file()).toString()))
                .contains("b init_pt");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        boolean found = List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(d -> Files.isExecutable(Path.of(d, command[0])));
        assumeTrue(found, "needs binutils: no " + command[0] + " on PATH");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
