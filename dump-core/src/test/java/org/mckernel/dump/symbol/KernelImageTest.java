package org.mckernel.dump.symbol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.BuildId;
import org.mckernel.testdumps.dwarf.SectionFileWriter;
import org.mckernel.testdumps.mckernel.KernelImageWriter;

class KernelImageTest {
    private static final int NOTE_HEADER = 16;

    @TempDir
    private Path directory;

    private KernelImage open(byte[] bytes) throws IOException {
        return KernelImage.open(Files.write(directory.resolve("image"), bytes));
    }

    @Test
    void hasBuildIdAndItsAddress() throws IOException {
        KernelImageWriter writer = KernelImageWriter.x86();
        try (KernelImage image = open(writer.file())) {
            assertThat(image.architecture().name()).isEqualTo("x86_64");
            assertThat(image.relocatable()).isFalse();
            assertThat(image.buildId()).contains(BuildId.of(writer.buildId()));
            assertThat(image.buildIdAddress()).hasValue(writer.noteAddress() + NOTE_HEADER);
            assertThat(image.section(".text").orElseThrow().address()).isEqualTo(writer.head());
            assertThat(image.section(".nothing")).isEmpty();
        }
    }

    @Test
    void opensArm64Image() throws IOException {
        KernelImageWriter writer = KernelImageWriter.arm64(0x10000, KernelImageWriter.AARCH64_BASE_48);
        try (KernelImage image = open(writer.file())) {
            assertThat(image.architecture().name()).isEqualTo("aarch64");
            assertThat(image.symbols().find("_head").orElseThrow().value()).isEqualTo(writer.mapKernelStart());
        }
    }

    @Test
    void opensImageWithoutBuildId() throws IOException {
        try (KernelImage image =
                open(KernelImageWriter.x86().buildId(new byte[0]).file())) {
            assertThat(image.buildId()).isEmpty();
            assertThat(image.buildIdAddress()).isEmpty();
        }
    }

    @Test
    void findsBuildIdInOtherNoteSection() throws IOException {
        byte[] file = KernelImageWriter.x86().file();
        byte[] name = ".note.gnu.build-id".getBytes(StandardCharsets.US_ASCII);
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(".note.gnu.build-id");
        file[at + name.length - 1] = 'X';
        try (KernelImage image = open(file)) {
            assertThat(image.section(".note.gnu.build-id")).isEmpty();
            assertThat(image.buildId())
                    .contains(BuildId.of(KernelImageWriter.x86().buildId()));
        }
    }

    @Test
    void readsBytesByVirtualAddress() throws IOException {
        KernelImageWriter writer = KernelImageWriter.x86();
        try (KernelImage image = open(writer.file())) {
            KernelImage.Load data = image.loads().get(1);

            assertThat(image.loads()).hasSize(2);
            assertThat(image.bytes(image.loads().getFirst()).toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(writer.text());
            assertThat(image.bytes(writer.head(), 16)).isPresent();
            assertThat(image.bytes(writer.head() - 1, 2)).as("before the image").isEmpty();
            assertThat(image.bytes(data.virtualAddress(), data.fileSize() + 1))
                    .as("into .bss")
                    .isEmpty();
            assertThat(image.bytes(writer.head(), -1)).isEmpty();
            assertThat(data.contains(writer.end() - 1)).isTrue();
            assertThat(data.contains(writer.end())).isFalse();
        }
    }

    @Test
    void findsSymbolsByName() throws IOException {
        KernelImageWriter writer = KernelImageWriter.x86();
        try (KernelImage image = open(writer.file())) {
            for (String name : new String[] {"_head", "init_pt", "boot_param_pa", "linux_page_offset_base"}) {
                assertThat(image.symbols().find(name).orElseThrow().value())
                        .as(name)
                        .isEqualTo(writer.address(name));
            }
            assertThat(image.symbols().find("init_p")).isEmpty();
            assertThat(image.symbols().find("")).isEmpty();
            assertThat(image.symbols().findAll("panic")).hasSize(1);
        }
    }

    @Test
    void findsTheSymbolAnAddressBelongsTo() throws IOException {
        KernelImageWriter writer = KernelImageWriter.x86();
        try (KernelImage image = open(writer.file())) {
            SymbolTable symbols = image.symbols();

            assertThat(symbols.nearest(writer.address("main") + 5).orElseThrow().name())
                    .isEqualTo("main");
            assertThat(symbols.nearest(writer.address("panic")).orElseThrow().name())
                    .isEqualTo("panic");
            assertThat(symbols.nearest(writer.address("kmsg_buf") + 7)
                            .orElseThrow()
                            .name())
                    .isEqualTo("kmsg_buf");
            assertThat(symbols.nearest(writer.head() - 1)).as("before the text").isEmpty();
            assertThat(symbols.nearest(writer.noteAddress()))
                    .as("a section without symbols")
                    .isEmpty();
            assertThat(symbols.nearest(writer.end())).as("after the image").isEmpty();
            assertThat(symbols.nearest(0)).isEmpty();
        }
    }

    @Test
    void moduleSymbolsAreSectionOffsets() throws IOException {
        byte[] file = new SectionFileWriter(SectionFileWriter.RELOCATABLE)
                .sections(Map.of(".bss", new byte[16]))
                .symbol("dump_page_set_addr", ".bss", 8, false)
                .symbol("twice", ".bss", 0, false)
                .symbol("twice", ".bss", 4, true)
                .file();
        try (KernelImage image = open(file)) {
            Symbol symbol = image.symbols().find("dump_page_set_addr").orElseThrow();

            assertThat(image.relocatable()).isTrue();
            assertThat(symbol.value()).isEqualTo(8);
            assertThat(image.elf().section(symbol.section()).name()).isEqualTo(".bss");
            assertThat(image.symbols().nearest(8)).as("no addresses yet").isEmpty();
            assertThat(image.symbols().find("twice").orElseThrow().value())
                    .as("the global one")
                    .isEqualTo(4);
            assertThat(image.symbols().findAll("twice"))
                    .extracting(Symbol::value)
                    .containsExactly(0L, 4L);
            assertThat(image.buildIdAddress()).isEmpty();
        }
    }

    @Test
    void strippedImageHasNoSymbols() throws IOException {
        byte[] file = new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(Map.of(".text", new byte[8]))
                .file();
        try (KernelImage image = open(file)) {
            assertThat(image.symbols().entries()).isZero();
            assertThat(image.symbols().find("_head")).isEmpty();
            assertThat(image.symbols().nearest(4)).isEmpty();
        }
    }

    @Test
    void rejectsOtherArchitecture() {
        byte[] file = KernelImageWriter.x86().file();
        file[18] = 21;

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("e_machine is 21");
    }

    @Test
    void rejectsInvalidSegments() {
        byte[] longer = KernelImageWriter.x86().file();
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 32, 1L << 62);
        byte[] wrapping = KernelImageWriter.x86().file();
        ByteBuffer.wrap(wrapping).order(ByteOrder.LITTLE_ENDIAN).putLong(64 + 40, -1);

        assertThatThrownBy(() -> open(longer))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("load segment 0");
        assertThatThrownBy(() -> open(wrapping))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("load segment 0");
    }

    @Test
    void reportsTruncationAnywhere() throws IOException {
        byte[] whole = KernelImageWriter.x86().textSize(1024).file();
        for (int length = 1; length < whole.length; length += 97) {
            try (KernelImage image = open(Arrays.copyOf(whole, length))) {
                image.symbols().find("_head");
                image.symbols().nearest(1);
                assertThat(image.buildId()).isPresent();
            } catch (MalformedFileException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
