package org.mckernel.lifecycle.shape;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.open.Dumps;
import org.mckernel.lifecycle.MckRun;

/**
 * The error cases of the original dump tests, and the interactive files: exit code, one line, no file. A place that
 * is not writable is under /proc, which also holds for root.
 */
class RefusalsTest {
    private static final Path NOWHERE = Path.of("/proc/testdump");

    @TempDir
    Path dir;

    @BeforeEach
    void machine() throws IOException {
        Files.writeString(dir.resolve("machine"), """
            node 0 cpus 0-3 memory 5G
            node 1 cpus 4-7 memory 5G
            """);
    }

    private MckRun mck(String command, Object... arguments) {
        List<String> all = new ArrayList<>(List.of(
                command, "--node", "sim", "--state-dir", dir.resolve("state").toString()));
        Collections.addAll(all, Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        return MckRun.of(all.toArray(String[]::new));
    }

    private void boot(String memory) {
        MckRun run = mck("boot", "--machine", dir.resolve("machine"), "-c", "2-3,6-7", "-m", memory);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(mck("run", "sleep").exitCode()).isZero();
    }

    private void refused(MckRun run, Path file, String why) {
        assertThat(run.exitCode()).isIn(1, 2);
        assertThat(run.err()).hasLineCount(1).contains(why);
        assertThat(run.out()).isEmpty();
        assertThat(file).doesNotExist();
    }

    private static String chunks(int count, int node) {
        return String.join(",", Collections.nCopies(count, "32M@" + node));
    }

    @Test
    void aMissingInstance() throws IOException {
        boot("32M@0");
        Path file = dir.resolve("file");
        refused(mck("dump", "--os", "1", file), file, "--os");
        assertThat(mck("shutdown").exitCode()).isZero();
        refused(mck("dump", file), file, "not booted");
        holdNothing();
    }

    @Test
    void anUnknownLevel() throws IOException {
        boot(chunks(64, 0) + "," + chunks(64, 1));
        Path file = dir.resolve("file");
        refused(mck("dump", "-d", "4", file), file, "found 4");
        holdNothing();
    }

    @Test
    void aMissingDirectory() throws IOException {
        boot(chunks(128, 0));
        Path file = dir.resolve("missing").resolve("file");
        refused(mck("dump", "-d", "24", file), file, "missing");
        assertThat(dir.resolve("missing")).doesNotExist();
        holdNothing();
    }

    @Test
    void aPlaceThatCannotBeWrittenTo() throws IOException {
        boot("512M@0");
        refused(mck("dump", "-d", "24", NOWHERE), NOWHERE, NOWHERE.toString());
        holdNothing();
    }

    /** The simulated node needs no rights; who does not have the instance's state cannot dump it. */
    @Test
    void withoutTheInstance() {
        Path file = dir.resolve("file");
        MckRun run = MckRun.of("dump", "--node", "sim", "--state-dir", NOWHERE.toString(), "-d", "24", file.toString());
        refused(run, file, "not booted");
    }

    @Test
    void cases0046And0047OfTheConverter() throws IOException {
        boot("32M@0");
        Path vmcore = dir.resolve("vmcore");
        assertThat(mck("panic", vmcore).exitCode()).isZero();
        for (Path file : List.of(dir.resolve("missing").resolve("file"), NOWHERE)) {
            MckRun run = MckRun.of("convert", "--no-progress", vmcore.toString(), file.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).hasLineCount(1).contains(file.toString());
            assertThat(file).doesNotExist();
        }
        holdNothing();
    }

    @Test
    void cases0049And0050HoldTheTableOnly() throws IOException {
        boot(chunks(64, 0) + "," + chunks(64, 1));
        Path all = dir.resolve("all");
        Path used = dir.resolve("used");
        assertThat(mck("dump", "-d", "0", "--interactive", all).exitCode()).isZero();
        assertThat(mck("dump", "-d", "24", "-i", used).exitCode()).isZero();
        try (Dump dump = Dumps.open(all);
                Dump second = Dumps.open(used)) {
            Mckdump table = dump.as(Mckdump.class).orElseThrow();
            assertThat(table.interactive()).isTrue();
            assertThat(table.chunks()).hasSizeBetween(2, 128);
            assertThat(table.chunks().stream().mapToLong(c -> c.size()).sum()).isEqualTo(128L * (32 << 20));
            assertThat(second.as(Mckdump.class).orElseThrow().chunks().stream()
                            .mapToLong(c -> c.size())
                            .sum())
                    .isPositive()
                    .isLessThan(128L * (32 << 20));
        }
    }

    /** No partial file next to what existed before. */
    private void holdNothing() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(f -> f.getFileName().toString())).isSubsetOf("machine", "state", "vmcore");
        }
    }
}
