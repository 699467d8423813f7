package org.mckernel.eclair;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.mckdump.Variant;
import org.mckernel.testdumps.memory.SimulatedMemory;

class EclairTest {
    private static final long CHUNK = 0x20_0000;
    private static final int CHUNK_SIZE = 0x3000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream oldOut = System.out;
    private final PrintStream oldErr = System.err;

    @TempDir
    private Path directory;

    private Path dump;

    @BeforeEach
    void writeDump() throws IOException {
        dump = directory.resolve("mcdump");
        SimulatedMemory memory =
                new SimulatedMemory(4096).ram(CHUNK, CHUNK_SIZE).writeLongs(CHUNK, 1, 2, 3);
        MckdumpWriter.of(memory)
                .variant(Variant.D)
                .chunk(CHUNK, CHUNK_SIZE)
                .kernelBase(CHUNK)
                .write(dump);
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStreams() {
        System.setOut(oldOut);
        System.setErr(oldErr);
    }

    private int run(String... arguments) {
        return Eclair.commandLine().execute(arguments);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aCompressedDumpIsDecompressedAndKeepsItsName() throws IOException {
        Path compressed = directory.resolve("mcdump.gz");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            Files.copy(dump, stream);
        }
        assertThat(run("-d", compressed.toString(), "--batch", "-e", "info dump"))
                .isZero();
        assertThat(output())
                .contains("mcdump.gz", "mckdump D", "12 KiB present")
                .doesNotContain(".partial");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void whatIsCompressedAndNoDumpIsRefusedByItsName() throws IOException {
        Path compressed = directory.resolve("text.gz");
        try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            stream.write("nothing of the kind".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(run("-d", compressed.toString(), "--batch", "-e", "info dump"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("eclair: " + compressed + ": ")
                .contains("text file")
                .doesNotContain(".partial");
    }

    @Test
    void infoDumpNamesFormatAndChunks() {
        assertThat(run("-d", dump.toString(), "--batch", "-e", "info dump")).isZero();
        assertThat(output())
                .contains("mckdump D", "12 KiB present", "base 0x200000", "0x000000200000         12288 bytes");
    }

    @Test
    void jsonIsOneObjectALine() {
        assertThat(run("-d", dump.toString(), "--batch", "--json", "-e", "info dump"))
                .isZero();
        JsonObject json = JsonParser.parseString(output()).getAsJsonObject();
        assertThat(json.get("complete").getAsBoolean()).isTrue();
        assertThat(json.getAsJsonArray("chunks")).hasSize(1);
        assertThat(json.getAsJsonObject("bytes").get("present").getAsLong()).isEqualTo(CHUNK_SIZE);
    }

    @Test
    void theWorstCommandDecidesTheExitCode() {
        assertThat(run("-d", dump.toString(), "--batch", "-e", "nonsense", "-e", "info dump"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .hasLineCount(1)
                .startsWith("eclair: nonsense: no such command");
    }

    @Test
    void aMissingDumpIsOneLine() {
        assertThat(run("-d", directory.resolve("nothing").toString(), "--batch"))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("no such file");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        assertThat(run("--nonsense")).isEqualTo(2);
    }
}
