package org.mckernel.dump.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers and layouts, compared with what a C compiler makes of the same declarations, and wrong answers. */
class IhkRecordTest {
    private static final String DECLARATIONS = """
        #include <stddef.h>
        #include <stdint.h>
        #include <stdio.h>
        struct CPUS { int32_t *cpus; int32_t count; };
        struct MEMORY { uint64_t *sizes; int32_t *nodes; int32_t count, least, ratio, seconds; };
        struct ROUTES { int32_t *sources, *destinations; int32_t count; };
        struct TEXT { char *text; int32_t length; };
        struct DUMP { int32_t command; uint32_t level; int64_t start, size; void *buffer; void *spare[4]; };
        int main(void) {
        """;

    @TempDir
    Path directory;

    @Test
    void layoutsAreThoseOfACompiler() throws Exception {
        assumeTrue(hasCompiler(), "gcc is not installed: layouts are not held to it");
        StringBuilder program = new StringBuilder(DECLARATIONS);
        List<String> expected = new ArrayList<>();
        for (IhkRecord record : IhkRecord.values()) {
            program.append("printf(\"%s %%zu\\n\", sizeof(struct %s));\n".formatted(record, record));
            expected.add("%s %d".formatted(record, record.size()));
            for (IhkRecord.Field field : record.fields()) {
                program.append(
                        "printf(\"%s.%s %%zu %%zu\\n\", offsetof(struct %s, %s), sizeof(((struct %s *)0)->%s));\n"
                                .formatted(record, field.name(), record, field.name(), record, field.name()));
                expected.add("%s.%s %d %d".formatted(record, field.name(), field.offset(), field.width()));
            }
        }
        Path source = Files.writeString(directory.resolve("layout.c"), program + "return 0; }\n");
        assertThat(run("gcc", "-o", directory.resolve("layout").toString(), source.toString()))
                .isEmpty();
        assertThat(run(directory.resolve("layout").toString()).lines()).containsExactlyElementsOf(expected);
    }

    private static boolean hasCompiler() throws Exception {
        try {
            return new ProcessBuilder("gcc", "--version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... line) throws Exception {
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @ParameterizedTest
    @CsvSource({
        "CREATE_OS,112900",
        "DESTROY_OS,112901",
        "RESERVE_CPU,112902",
        "RELEASE_CPU,112903",
        "RESERVE_MEM,112904",
        "RELEASE_MEM,112905",
        "QUERY_CPU,112906",
        "QUERY_MEM,112907",
        "GET_BUILDID,11290b",
        "GET_NUM_CPUS,11290c",
        "OS_LOAD,112a00",
        "OS_BOOT,112a01",
        "OS_SHUTDOWN,112a02",
        "OS_SET_KARGS,112a04",
        "OS_DUMP,112a06",
        "OS_STATUS,112a14",
        "OS_READ_KMSG,112a20",
        "OS_CLEAR_KMSG,112a21",
        "OS_ASSIGN_CPU,112a22",
        "OS_ASSIGN_MEM,112a24",
        "OS_QUERY_CPU,112a26",
        "OS_QUERY_MEM,112a27",
        "OS_SET_IKC_MAP,112a28",
        "OS_GET_IKC_MAP,112a29",
        "OS_FREEZE,112a30",
        "OS_THAW,112a31",
        "OS_GET_NUM_CPUS,112a38"
    })
    void numbers(IhkRequest request, String hex) {
        assertThat(request.number()).isEqualTo(Integer.parseInt(hex, 16));
    }

    /** Real calls: errno comes back with its own call. */
    @Test
    void aRealDeviceRefusesWithItsReason() throws Exception {
        assertThatThrownBy(() -> DeviceFile.open(directory.resolve("mcd0"), true))
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.errno()).isEqualTo(DeviceException.ENOENT))
                .hasMessageContaining("mcd0")
                .hasMessageContaining("ENOENT");
        Device device = DeviceFile.open(Path.of("/dev/null"), false);
        try (device) {
            assertThatThrownBy(() -> device.call(IhkRequest.OS_STATUS, 0))
                    .isInstanceOfSatisfying(
                            DeviceException.class, e -> assertThat(e.errno()).isEqualTo(25));
        }
        assertThatThrownBy(() -> device.call(IhkRequest.OS_STATUS, 0))
                .isInstanceOfSatisfying(
                        DeviceException.class, e -> assertThat(e.errno()).isEqualTo(9));
    }

    @Test
    void thePageSizeIsThatOfGetconf() throws Exception {
        assertThat(MachinePage.size())
                .isEqualTo(Long.parseLong(run("getconf", "PAGESIZE").strip()));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 8, 15, 25, Long.MAX_VALUE, 24 + 16L * (MemoryAreas.MOST + 1)})
    void sizesThatNoAnswerHasAreNotAllocated(long size) {
        assertThatThrownBy(() -> MemoryAreas.checkedSize("/dev/mcos0", size))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("found " + size);
    }

    @ParameterizedTest
    @CsvSource({
        "-1,4096,4096",
        "3,4096,4096",
        "1,4096,0",
        "1,4096,-4096",
        "1,100,4096",
        "1,4096,100",
        "1,-4096,4096",
        "2,8192,8192"
    })
    void answersThatContradictThemselves(int count, long address, long size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(24 + 32, 8);
            answer.set(ValueLayout.JAVA_INT, 0, count);
            answer.set(ValueLayout.JAVA_LONG, 24, address);
            answer.set(ValueLayout.JAVA_LONG, 32, size);
            answer.set(ValueLayout.JAVA_LONG, 40, address); // a second that overlaps the first
            answer.set(ValueLayout.JAVA_LONG, 48, size);
            assertThatThrownBy(() -> MemoryAreas.parse("/dev/mcos0", answer))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/dev/mcos0");
        }
    }
}
