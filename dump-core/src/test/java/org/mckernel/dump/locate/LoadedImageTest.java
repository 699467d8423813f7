package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.locate.ImageCheck.Verdict;
import org.mckernel.dump.locate.LoadedImage.TextMatch;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;
import org.mckernel.testdumps.mckernel.KernelImageWriter;

/** An image whose text, build id and variables are put into memory at 2 MiB by hand. */
class LoadedImageTest {
    private static final long BASE = 0x20_0000;
    private static final long END = 0x40_0000;
    private static final int NOTE_HEAD = 16;

    @TempDir
    Path dir;

    private final KernelImageWriter writer = KernelImageWriter.x86();
    private final TestSource bytes = TestSource.ofSize(END);
    private McKernelImage image;
    private long text;
    private long note;

    @BeforeEach
    void load() throws IOException {
        image = McKernelImage.open(Files.write(dir.resolve("mckernel.img"), writer.file()));
        text = BASE + writer.head() - writer.mapKernelStart();
        note = BASE + writer.noteAddress() - writer.mapKernelStart();
        bytes.with(text, writer.text())
                .with(
                        note,
                        StructBuilder.littleEndian()
                                .u32(4, writer.buildId().length, 3)
                                .text("GNU")
                                .u8(0)
                                .bytes(writer.buildId())
                                .toBytes());
    }

    @AfterEach
    void close() throws IOException {
        image.close();
    }

    private LoadedImage at(long base, PhysicalMemory memory) {
        return new LoadedImage(memory, image, base, new X86_64());
    }

    private LoadedImage loaded() {
        return at(BASE, new StoredMemoryBuilder().stored(0, END, 0).build(bytes, 4096));
    }

    private LoadedImage without(long start, long length) {
        return at(
                BASE,
                new StoredMemoryBuilder()
                        .stored(0, END, 0)
                        .hole(start, length, Presence.EXCLUDED)
                        .build(bytes, 4096));
    }

    /** At most 256 bytes, and at most one of sixteen. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, false",
        "1, 0, true",
        "16, 1, true",
        "15, 1, false",
        "4096, 256, true",
        "4096, 257, false",
        "1000000, 256, true",
        "1000000, 257, false"
    })
    void takesTextForTheSameButForPatchedBytes(long compared, long differing, boolean same) {
        assertThat(new TextMatch(compared, differing, 0).same()).isEqualTo(same);
    }

    @Test
    void comparesTheImageWhereItLies() throws IOException {
        LoadedImage loaded = loaded();

        assertThat(loaded.compareText()).isEqualTo(new TextMatch(writer.text().length, 0, 0));
        assertThat(loaded.buildId()).isEqualTo(Verdict.SAME);
        assertThat(loaded.kernelBase()).isEqualTo(BASE);
        assertThat(loaded.describe(Verdict.SAME, loaded.compareText()))
                .isEqualTo("build id %s equal, text equal"
                        .formatted(image.buildId().orElseThrow()));
    }

    @Test
    void countsBytesThatDiffer() throws IOException {
        byte[] code = writer.text();
        int[] patched = {0, 1, 500, code.length - 1};
        for (int at : patched) {
            bytes.with(text + at, (byte) ~code[at]);
        }
        TextMatch match = loaded().compareText();

        assertThat(match).isEqualTo(new TextMatch(code.length, 4, 0));
        assertThat(loaded().describe(Verdict.UNKNOWN, match))
                .isEqualTo("build id not comparable, text equal but for 4 bytes");
        assertThat(loaded().describe(Verdict.UNKNOWN, new TextMatch(100, 50, 7)))
                .isEqualTo("build id not comparable, text differs in 50 of 100 bytes, 7 bytes of text not in the dump");
        assertThat(loaded().describe(Verdict.UNKNOWN, new TextMatch(0, 0, 0)))
                .isEqualTo("build id not comparable, text not comparable");
    }

    @Test
    void comparesAroundAbsentPages() throws IOException {
        long page = (text + 0x1000) & -0x1000L;
        int length = writer.text().length;
        int absent = (int) Math.min(0x1000, text + length - page);
        assertThat(absent).as("the text reaches into this page").isPositive();

        assertThat(without(page, 0x1000).compareText()).isEqualTo(new TextMatch(length - absent, 0, absent));
        assertThat(without(0, END).compareText()).isEqualTo(new TextMatch(0, 0, length));
    }

    @Test
    void seesAnotherBuildId() throws IOException {
        byte[] other = writer.buildId().clone();
        other[other.length - 1] ^= 1;
        bytes.with(note + NOTE_HEAD, other);

        assertThat(loaded().buildId()).isEqualTo(Verdict.DIFFERENT);
        assertThat(loaded().describe(Verdict.DIFFERENT, new TextMatch(1, 0, 0)))
                .isEqualTo("build id %s, in memory %s, text equal"
                        .formatted(image.buildId().orElseThrow(), HexFormat.of().formatHex(other)));
        bytes.with(note + 8, (byte) 1);
        assertThat(loaded().describe(Verdict.DIFFERENT, new TextMatch(1, 0, 0)))
                .as("a note of another type")
                .contains(", in memory none, ");
        assertThat(without(note, 1).describe(Verdict.DIFFERENT, new TextMatch(1, 0, 0)))
                .contains(", in memory another, ");
        assertThat(without(note + NOTE_HEAD, 1).buildId()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void readsVariablesAtTheSupposedPlace() {
        long address = BASE + writer.address("boot_param_pa") - writer.mapKernelStart();
        bytes.with(address, StructBuilder.littleEndian().u64(0x1234).toBytes());

        assertThat(loaded().variable("boot_param_pa")).hasValue(0x1234);
        assertThat(loaded().variable("nothing")).isEmpty();
        assertThat(without(address, 8).variable("boot_param_pa")).isEmpty();
        assertThatThrownBy(() -> without(address, 8).bootParam(4096, new ArrayList<>()))
                .isInstanceOf(NotLocatedException.class)
                .hasMessageContaining("page of boot_param_pa");
    }
}
