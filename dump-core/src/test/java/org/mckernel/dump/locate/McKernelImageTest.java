package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.TinyElf;
import org.mckernel.testdumps.mckernel.KernelImageWriter;

class McKernelImageTest {
    /** Bytes of a note's header and of its name GNU, before the build id. */
    private static final int NOTE_HEAD = 16;

    @TempDir
    Path dir;

    private McKernelImage open(KernelImageWriter writer) throws IOException {
        return McKernelImage.open(Files.write(dir.resolve("mckernel.img"), writer.file()));
    }

    static Stream<KernelImageWriter> processors() {
        return Stream.of(KernelImageWriter.x86(), KernelImageWriter.arm64(0x10000, KernelImageWriter.AARCH64_BASE_42));
    }

    @ParameterizedTest
    @MethodSource("processors")
    void countsEverythingFromTheStartOfItsMapping(KernelImageWriter writer) throws IOException {
        try (McKernelImage image = open(writer)) {
            assertThat(image.mapStart()).isEqualTo(writer.mapKernelStart());
            assertThat(image.offset("_head")).hasValue(writer.head() - writer.mapKernelStart());
            assertThat(image.offset("nothing")).isEmpty();
            assertThat(image.buildId()).contains(HexFormat.of().formatHex(writer.buildId()));
            McKernelImage.Bytes id = image.loadedBuildId().orElseThrow();
            assertThat(id.offset()).isEqualTo(writer.noteAddress() + NOTE_HEAD - writer.mapKernelStart());
            assertThat(id.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(writer.buildId());
            McKernelImage.Bytes text = image.text().orElseThrow();
            assertThat(text.offset()).isEqualTo(writer.head() - writer.mapKernelStart());
            assertThat(text.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(writer.text());
            assertThat(image.textStart().orElseThrow().offset()).isEqualTo(text.offset());
            assertThat(image.textStart().orElseThrow().bytes().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOf(writer.text(), 256));
            assertThat(image.architecture()).isEqualTo(image.kernel().architecture());
            assertThat(image.name()).endsWith("mckernel.img");
            assertThat(image.pageSetOffset()).as("no debug information").isEmpty();
        }
    }

    @Test
    void needsNoBuildId() throws IOException {
        try (McKernelImage image = open(KernelImageWriter.x86().buildId(new byte[0]))) {
            assertThat(image.buildId()).isEmpty();
            assertThat(image.loadedBuildId()).isEmpty();
        }
    }

    @Test
    void refusesAnotherKernelsImage() throws IOException {
        Path other = new TinyElf(ElfHeader.EXECUTABLE, KernelImageWriter.X86_64)
                .section(".text", 1, 6, 0x1000, new byte[16])
                .write(dir.resolve("mckernel.img"));
        assertThatThrownBy(() -> McKernelImage.open(other))
                .isInstanceOfSatisfying(MalformedFileException.class, e -> {
                    assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
                    assertThat(e.file()).endsWith("mckernel.img");
                })
                .hasMessageEndingWith(" McKernel image: it has no symbol _head");
    }
}
