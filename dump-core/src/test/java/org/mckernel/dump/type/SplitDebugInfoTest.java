package org.mckernel.dump.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.ElfFile;

/** Debug information in separate files is reported as not read; nothing is guessed. */
class SplitDebugInfoTest {
    private static final String SOURCE = """
        struct pair { int a; long b; };
        struct pair both;
        int first(struct pair *p) { return p->a; }
        """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"-gdwarf-5, true", "-gdwarf-4, true", "-gdwarf-5, false", "-gdwarf-4, false"})
    void reportsTypesInOtherFiles(String version, boolean split) throws Exception {
        Files.writeString(directory.resolve("first.c"), SOURCE);
        List<String> line = List.of(
                "gcc",
                "-g",
                version,
                split ? "-gsplit-dwarf" : "-gno-split-dwarf",
                "-nostdlib",
                "-Wl,-e,first",
                "-o",
                "program",
                "first.c");
        Process gcc;
        try {
            gcc = new ProcessBuilder(line)
                    .directory(directory.toFile())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "gcc is not installed: cannot build split debug information");
            return;
        }
        assertThat(gcc.waitFor()).isZero();
        try (MappedFile file = MappedFile.open(directory.resolve("program"))) {
            TypeCatalog types = TypeCatalog.of(ElfFile.open(file)).orElseThrow();
            if (split) {
                assertThat(types.elsewhere())
                        .hasValueSatisfying(words -> assertThat(words)
                                .startsWith("split debug information (")
                                .contains("first.dwo"));
            } else {
                assertThat(types.elsewhere()).isEmpty();
            }
        }
    }
}
