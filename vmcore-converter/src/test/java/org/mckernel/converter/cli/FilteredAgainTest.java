package org.mckernel.converter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.testdumps.fixture.PracticeCapture;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.mckdump.Variant;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** An mckdump as input: filtered again, or written in the current variant. */
class FilteredAgainTest {
    @TempDir
    Path dir;

    private Path whole;

    @BeforeEach
    void convert() throws IOException {
        PracticeCapture.unpack(dir);
        whole = dir.resolve("whole");
        ok(CommandRun.of("-d", "0", "-k", PracticeCapture.IMAGE, dir.resolve("vmcore"), whole));
    }

    private static void ok(CommandRun run) {
        assertThat(run.code()).as(run.err()).isZero();
    }

    private static List<String> chunks(Path file) throws IOException {
        List<String> chunks = new ArrayList<>();
        try (Dump dump = Dumps.open(file)) {
            dump.as(Mckdump.class)
                    .orElseThrow()
                    .chunks()
                    .forEach(c -> chunks.add("%x+%x".formatted(c.address(), c.size())));
        }
        return chunks;
    }

    @Test
    void sameResultAsFromVmcore() throws IOException {
        ok(CommandRun.of("-d", "24", "-k", PracticeCapture.IMAGE, dir.resolve("vmcore"), dir.resolve("direct")));
        CommandRun again = CommandRun.of("-d", "24", "-k", PracticeCapture.IMAGE, whole, dir.resolve("again"));
        ok(again);
        assertThat(again.out()).contains("found by container", "kmsg, bootparam");
        assertThat(chunks(dir.resolve("again")))
                .isEqualTo(chunks(dir.resolve("direct")))
                .isNotEqualTo(chunks(whole));
    }

    @Test
    void keepsEveryByteWithoutALevel() throws IOException {
        ok(CommandRun.of(whole, dir.resolve("again")));
        assertThat(chunks(dir.resolve("again"))).isEqualTo(chunks(whole));
        assertThat(CommandRun.of("--dry-run", dir.resolve("again")).code()).isZero();
    }

    @Test
    void keepsMissingMemoryMissing() throws IOException {
        byte[] cut = Files.readAllBytes(dir.resolve("vmcore"));
        Path damaged = Files.write(
                dir.resolve("damaged"),
                Arrays.copyOf(cut, Math.toIntExact(PracticeVmcore.offsetOf(dir.resolve("vmcore"), 0x5100000))));
        assertThat(CommandRun.of("-d", "0", "-k", PracticeCapture.IMAGE, damaged, dir.resolve("holes"))
                        .code())
                .isEqualTo(3);
        CommandRun again = CommandRun.of(dir.resolve("holes"), dir.resolve("again"));
        assertThat(again.code()).isEqualTo(3);
        assertThat(again.out()).contains("incomplete");
    }

    @Test
    void writesTheHeaderOfAnOlderReader() throws IOException {
        ok(CommandRun.of("--format", "legacy", whole, dir.resolve("legacy")));
        assertThat(chunks(dir.resolve("legacy"))).isEqualTo(chunks(whole));
        try (Dump dump = Dumps.open(dir.resolve("legacy"));
                Dump first = Dumps.open(whole)) {
            assertThat(dump.format()).startsWith("mckdump C");
            assertThat(dump.as(Mckdump.class).orElseThrow().kernelBase())
                    .isEqualTo(first.as(Mckdump.class).orElseThrow().kernelBase());
        }
        CommandRun wrong = CommandRun.of("--format", "B1", whole, dir.resolve("b1"));
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err().lines()).singleElement().asString().contains("--format takes eclair or legacy, not B1");
    }

    @Test
    void convertsOldVariantToCurrent() throws IOException {
        SimulatedMemory memory = new SimulatedMemory(4096).ram(0x400000, 4 << 20);
        memory.write(0x600000, "kernel".getBytes(UTF_8));
        Path old = dir.resolve("old");
        MckdumpWriter.of(memory)
                .variant(Variant.B2)
                .kernelBase(0x600000)
                .chunk(0x400000, 4 << 20)
                .write(old);
        CommandRun run = CommandRun.of(old, dir.resolve("new"));
        ok(run);
        try (Dump dump = Dumps.open(dir.resolve("new"))) {
            assertThat(dump.format()).startsWith("mckdump D");
        }
    }
}
