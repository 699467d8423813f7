package org.mckernel.lifecycle.sim;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.journal.Checksum;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Workload;

/** State files that another program has written, truncated or replaced. */
class DamagedStateTest {
    @TempDir
    Path dir;

    private Trial booted() throws Exception {
        Trial trial = Trial.in(dir);
        trial.prepare("run");
        return trial;
    }

    /** Every way into the state; each may refuse, with one line, and nothing else. */
    private static void useAll(Trial trial, String which) throws Exception {
        List<Use> uses = List.of(
                t -> t.node().status(),
                t -> t.node().kernelLog(),
                t -> t.node().planShutdown(),
                t -> t.node().recover(),
                t -> t.node().start(Workload.SLEEP, 1, 1));
        for (Use use : uses) {
            try {
                use.of(trial);
            } catch (IOException e) {
                assertThat(ErrorLine.of(e)).as(which).doesNotContain("\n").doesNotContain("internal error");
                assertThat(ErrorLine.of(e)).as(which).contains(trial.state().toString());
            } catch (NodeException e) {
                assertThat(e.line()).as(which).doesNotContain("\n");
            }
        }
    }

    @FunctionalInterface
    private interface Use {
        void of(Trial trial) throws Exception;
    }

    @ParameterizedTest
    @CsvSource({"machine,1", "pool,2", "os0,3", "journal,4"})
    void randomChangesAreRefusedWithOneLine(String name, long seed) throws Exception {
        Trial trial = booted();
        Path file = trial.state().resolve(name);
        Random random = new Random(seed);
        byte[] good =
                Files.exists(file) ? Files.readAllBytes(file) : "operation run x 0123456789abcdef\n".getBytes(UTF_8);
        for (int i = 0; i < 300; i++) {
            Files.write(file, damaged(good, random));
            useAll(trial, name + " " + i);
        }
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = switch (random.nextInt(5)) {
            case 0 -> new byte[0];
            case 1 -> new byte[random.nextInt(5000)];
            case 2 -> Arrays.copyOf(good, random.nextInt(good.length));
            default -> good.clone();
        };
        if (bad.length == good.length) {
            for (int i = random.nextInt(8); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
        } else if (random.nextBoolean()) {
            random.nextBytes(bad);
        }
        return bad;
    }

    /** Wrong values with a correct checksum, as another version would write them. */
    @ParameterizedTest
    @CsvSource({"machine,1", "pool,2", "os0,3"})
    void wrongValuesWithARightChecksumAreRefusedWithOneLine(String name, long seed) throws Exception {
        Trial trial = booted();
        Path file = trial.state().resolve(name);
        String good = Files.readString(file);
        List<String> lines = good.lines().filter(l -> !l.startsWith("checksum")).toList();
        Random random = new Random(seed);
        String[] words = {
            "",
            "none",
            "-1",
            "0",
            "0x0",
            "0xfffffffffffffff",
            "9223372036854775807",
            "2-3,6",
            "511",
            "assigned",
            "RUNNING",
            "SHUTDOWN",
            "x",
            "99999999999999999999",
            "run sleep 512 512",
            "panic null-read"
        };
        for (int i = 0; i < 300; i++) {
            String[] changed = lines.toArray(String[]::new);
            for (int n = random.nextInt(2); n >= 0; n--) {
                int line = random.nextInt(changed.length);
                String[] parts = changed[line].split(" ", -1);
                parts[random.nextInt(parts.length)] = words[random.nextInt(words.length)];
                changed[line] = String.join(" ", parts);
            }
            String text = String.join("\n", changed) + "\n";
            Files.writeString(file, text + "checksum " + Checksum.of(text) + "\n");
            useAll(trial, name + " " + i + ":\n" + text);
            Files.writeString(trial.state().resolve(name), good);
            Files.deleteIfExists(trial.state().resolve("journal"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boot", "run", "shutdown", "dump"})
    void aJournalCutAnywhereRecoversOrIsRefusedByName(String operation) throws Exception {
        Trial complete = Trial.in(dir.resolve("complete"));
        complete.prepare(operation);
        final Map<String, String> before = complete.snapshot();
        byte[][] journal = new byte[1][];
        Map<String, byte[]> middle = new TreeMap<>();
        // the state as a kill in the last step would leave it
        complete.perform(
                complete.node((step, after) -> {
                    try {
                        if (after) {
                            middle.clear();
                            for (String name : complete.snapshot().keySet()) {
                                middle.put(
                                        name,
                                        Files.readAllBytes(complete.state().resolve(name)));
                            }
                            journal[0] = Files.readAllBytes(complete.state().resolve("journal"));
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                operation);
        final Map<String, String> after = complete.snapshot();
        int refused = 0;
        int recovered = 0;
        for (int length = 0; length <= journal[0].length; length++) {
            boolean lineEnd = length == journal[0].length || (length > 0 && journal[0][length - 1] == '\n');
            if (length > 400 && length % 7 != 0 && !lineEnd) {
                continue;
            }
            Trial trial = Trial.in(dir.resolve("cut"));
            Files.createDirectories(trial.state());
            for (Map.Entry<String, byte[]> file : middle.entrySet()) {
                Files.write(trial.state().resolve(file.getKey()), file.getValue());
            }
            Files.write(trial.state().resolve("journal"), Arrays.copyOf(journal[0], length));
            try {
                trial.node().recover();
                assertThat(trial.snapshot())
                        .as("cut to %d bytes: %s", length, new String(journal[0], 0, length, ISO_8859_1))
                        .isIn(before, after);
                recovered++;
            } catch (IOException e) {
                assertThat(e)
                        .hasMessageContaining(trial.state().resolve("journal").toString());
                refused++;
            }
            for (String name : trial.snapshot().keySet()) {
                Files.delete(trial.state().resolve(name));
            }
        }
        assertThat(refused).isPositive();
        assertThat(recovered).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "machine,link",
        "pool,link",
        "os0,link",
        "journal,link",
        "lock,link",
        "machine,directory",
        "pool,directory",
        "os0,directory",
        "journal,directory",
        "lock,directory"
    })
    void whatIsNoPlainFileIsRefusedAndLeftAlone(String name, String what) throws Exception {
        Trial trial = booted();
        Path file = trial.state().resolve(name);
        Path elsewhere = dir.resolve("elsewhere");
        if (Files.exists(file)) {
            Files.copy(file, elsewhere);
            Files.delete(file);
        } else {
            Files.writeString(elsewhere, "mine");
        }
        byte[] mine = Files.readAllBytes(elsewhere);
        if (what.equals("link")) {
            Files.createSymbolicLink(file, elsewhere);
        } else {
            Files.createDirectory(file);
        }
        for (String operation : List.of("run", "dump", "panic", "shutdown")) {
            assertThatThrownBy(() -> trial.perform(trial.node(), operation))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file + ": is not a regular file");
        }
        assertThat(elsewhere).hasBinaryContent(mine);
        assertThat(trial.outputs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"machine.new", "pool.new", "os0.new", "journal.new", "journal.spare"})
    void aLinkWhereANewFileWouldBeWrittenIsNotFollowed(String name) throws Exception {
        Trial trial = booted();
        Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(trial.state().resolve(name), elsewhere);
        trial.perform(trial.node(), "dump");
        trial.perform(trial.node(), "shutdown");
        assertThat(elsewhere).hasContent("mine");
        assertThat(trial.state()).doesNotExist();
    }

    @Test
    void aLinkNextToAnOutputIsNotFollowed() throws Exception {
        Trial trial = booted();
        Path elsewhere = Files.writeString(dir.resolve("elsewhere"), "mine");
        Files.createSymbolicLink(trial.file().resolveSibling("dump.partial.content"), elsewhere);
        trial.perform(trial.node(), "dump");
        assertThat(elsewhere).hasContent("mine");
        assertThat(trial.outputs()).containsExactly("dump");
    }

    @Test
    void aStateDirectoryThatIsALinkStaysOne() throws Exception {
        Path real = Files.createDirectory(dir.resolve("real"));
        Trial trial = Trial.in(dir);
        Files.createSymbolicLink(trial.state(), real);
        trial.prepare("run");
        trial.perform(trial.node(), "shutdown");
        assertThat(trial.state()).isSymbolicLink();
        assertThat(real).isEmptyDirectory();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws Exception {
        Trial trial = Trial.in(dir);
        Files.writeString(trial.state(), "mine");
        assertThatThrownBy(() -> trial.node().status()).hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> trial.perform(trial.node(), "boot")).hasMessageContaining("is not a directory");
        assertThat(trial.state()).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"machine", "pool", "os0", "lock"})
    void aFileThatCannotBeReadIsNamed(String name) throws Exception {
        Trial trial = booted();
        Path file = trial.state().resolve(name);
        Files.setPosixFilePermissions(file, Set.of());
        Unprivileged.run(() -> assertThatThrownBy(() -> trial.perform(trial.node(), "run"))
                .isInstanceOfSatisfying(
                        IOException.class, e -> assertThat(ErrorLine.of(e)).isEqualTo(file + ": permission denied")));
    }
}
