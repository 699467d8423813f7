package org.mckernel.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types and reads on a node with IHK, which is a directory here. */
class NodeInDirectoryTest {
    @TempDir
    Path dir;

    private Path node;

    @BeforeEach
    void make() throws IOException, InterruptedException {
        node = dir.resolve("node");
        Process make = new ProcessBuilder("../test-dumps/node-directory/make", node.toString())
                .inheritIO()
                .start();
        assertThat(make.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(make.exitValue()).isZero();
    }

    private MckRun mck(String... words) {
        List<String> all = new ArrayList<>(List.of(words[0], "--root", node.toString()));
        all.addAll(Arrays.asList(words).subList(1, words.length));
        return MckRun.of(all.toArray(String[]::new));
    }

    private static JsonObject json(MckRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    @Test
    void aLifeFromBootToShutdown() throws IOException {
        MckRun boot = mck("boot", "-c", "6,4", "-m", "64M@1", "-d", "24");
        assertThat(boot.exitCode()).as(boot.err()).isZero();
        assertThat(boot.out()).startsWith("node in a directory: CPUs 6,4 of ").contains("64 MiB; RUNNING in ");
        assertThat(boot.err()).isEmpty();
        assertThat(mck("status").out())
                .contains(
                        "OS 0       RUNNING since ",
                        "CPUs       2: Linux's 6,4",
                        "modules    ihk, ihk_smp_x86, mcctrl",
                        "irqbalance active, excluded from McKernel's CPUs",
                        "swappiness 100, was 60 before the boot");
        JsonObject status = json(mck("status", "--json"));
        assertThat(status.get("status").getAsString()).isEqualTo("RUNNING");
        assertThat(status.getAsJsonArray("memory")
                        .get(0)
                        .getAsJsonObject()
                        .get("start")
                        .isJsonNull())
                .isTrue();
        assertThat(status.getAsJsonObject("facts").get("modules").getAsString()).contains("mcctrl");
        assertThat(mck("cpus").out()).contains("  0      6     1", "  1      4     1");
        assertThat(mck("mem").out()).contains("unknown             unknown             64 MiB       1");
        assertThat(mck("kmsg").out()).contains("McKernel started");
        JsonObject shutdown = json(mck("shutdown", "--json"));
        assertThat(shutdown.getAsJsonArray("cpus").size()).isEqualTo(2);
        assertThat(mck("shutdown").out()).isEqualTo("nothing is booted; nothing to release\n");
        assertThat(node.resolve("run/mck")).doesNotExist();
    }

    @Test
    void aMissingInstanceIsReported() {
        for (String command : List.of("kmsg", "dump", "run")) {
            MckRun run = command.equals("run") ? mck(command, "a.out") : mck(command);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "mck: %s: OS instance 0 is not booted; mck boot starts it (EINVAL)%n".formatted(command));
            assertThat(run.out()).isEmpty();
        }
        assertThat(mck("status").out()).contains("OS 0       INACTIVE", "modules    none of IHK's");
    }

    @Test
    void aDumpIsPublishedCompleteOrNotAtAll() throws IOException {
        assertThat(mck("boot").exitCode()).isZero();
        Path file = dir.resolve("mcdump");
        MckRun refused = mck("dump", file.toString()); // the stand-in does not write a dump
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).startsWith("mck: dump: ").hasLineCount(1);
        assertThat(file).doesNotExist();
        try (var left = Files.list(dir)) {
            assertThat(left).containsExactly(node);
        }
        assertThat(mck("status").out()).contains("OS 0       RUNNING").doesNotContain("interrupted");
    }

    @Test
    void aPlanNamesOldAndNewAndChangesNothing() {
        MckRun plan = mck("boot", "--dry-run", "-d", "0");
        assertThat(plan.exitCode()).isZero();
        assertThat(plan.out())
                .contains(
                        "plan of a boot; nothing is changed",
                        "swappiness 60 → 100",
                        "interrupt 26: 18 → 10",
                        "set kernel arguments \"hidos dump_level=0\"",
                        "note: risk: ");
        assertThat(json(mck("boot", "--dry-run", "--json"))
                        .getAsJsonArray("notes")
                        .size())
                .isEqualTo(1);
        assertThat(mck("shutdown", "--dry-run").out()).isEqualTo("nothing is booted; nothing to release\n");
        assertThat(node.resolve("run/mck")).doesNotExist();
    }

    @Test
    void whatCannotBeIsRefusedInOneLineBeforeAnythingIsTouched() {
        refused(1, "-m 100G@0: NUMA node 0 has ", "-m", "100G@0");
        refused(1, "-m 4M@7: NUMA node 7 is not online; 0-1 are (EINVAL)", "-m", "4M@7");
        refused(2, "-m 5M: character 1: 5242880 bytes are not a multiple of 4 MiB", "-m", "5M");
        refused(1, "-c 0-2: CPU 0 always stays with Linux (EPERM)", "-c", "0-2");
        refused(1, "-r 1-3:0: CPU 1 is not among McKernel's (2-3) (EINVAL)", "-r", "1-3:0");
        refused(1, "-o no_such_user: there is no user no_such_user here", "-o", "no_such_user");
        refused(2, "-d: expected 0 (everything) or 24", "-d", "5");
        refused(2, "--driver: expected tools or ioctl, found \"x\"", "--driver", "x");
        refused(
                1,
                dir.resolve("none") + ": no such file",
                "--config",
                dir.resolve("none").toString());
        refused(
                1,
                dir.resolve("none") + ": no such file",
                "--image",
                dir.resolve("none").toString());
        refused(1, "is not an ELF image (EINVAL)", "--image", Path.of("pom.xml").toString());
        assertThat(node.resolve("run/mck")).doesNotExist();
        assertThat(node.resolve(".node/calls")).content().doesNotContain("stop", "insmod", "reserve");
    }

    private void refused(int code, String why, String... options) {
        List<String> words = new ArrayList<>(List.of("boot"));
        words.addAll(List.of(options));
        MckRun run = mck(words.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).startsWith("mck: boot: ").contains(why).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    /** The unit recovers before each boot, also the first one on a node. */
    @Test
    void thereMayBeNothingToRecover() {
        Path nothing = dir.resolve("nothing");
        for (String driver : List.of("tools", "ioctl")) {
            MckRun run = MckRun.of("recover", "--node", "ihk", "--driver", driver, "--state-dir", nothing.toString());
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo("no command was interrupted; nothing to do\n");
        }
        assertThat(nothing).doesNotExist();
    }

    /** A directory that is this computer would be booted for real. */
    @Test
    void aRootIsADirectoryAndNotThisComputer() throws IOException {
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("/"));
        for (String root : List.of("/", "/usr/..", link.toString())) {
            MckRun run = MckRun.of("boot", "--root", root, "--dry-run");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo("mck: boot: " + root
                            + ": is this computer itself, not a node in a directory; omit --root for this computer\n");
        }
        Files.delete(link);
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThat(MckRun.of("status", "--root", file.toString()).err()).contains(file + ": is not a directory");
    }

    @Test
    void anEmptyNameIsNotTheCurrentDirectory() {
        for (String option : List.of("--root", "--state-dir", "--config", "--image", "--machine")) {
            MckRun run = MckRun.of("boot", "--dry-run", option, "");
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).startsWith("mck: boot: " + option + ": expected a name, found an empty value");
        }
    }

    @Test
    void aPlanFitsATerminal() {
        for (String level : List.of("0", "24")) {
            MckRun plan = mck("boot", "--dry-run", "-d", level);
            assertThat(plan.out().lines().filter(l -> l.contains(" ")).map(l -> l.replace(node.toString(), "/node")))
                    .allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
        }
    }

    @Test
    void whatIsIhksAloneIsRefusedElsewhere() {
        for (List<String> words : List.of(
                List.of("--driver", "tools"),
                List.of("--config", "/x"),
                List.of("--root", "/x"),
                List.of("--chown-device"))) {
            List<String> line = new ArrayList<>(List.of("boot", "--node", "sim", "--dry-run"));
            line.addAll(words);
            MckRun run = MckRun.of(line.toArray(String[]::new));
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("mck: boot: " + words.getFirst() + ": is for --node ihk")
                    .hasLineCount(1);
        }
    }

    @Test
    void simulationCommandsAreRefused() {
        assertThat(mck("panic", dir.resolve("x").toString()).err()).contains("cannot be made to panic; --node sim");
        assertThat(MckRun.of("status", "--node", "sim", "--root", node.toString())
                        .exitCode())
                .isEqualTo(2);
        MckRun run = mck("run", "-n", "2", "a.out");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("for the simulated node");
        assertThat(mck("image", dir.resolve("image").toString()).exitCode()).isZero();
        assertThat(dir.resolve("image"))
                .hasSameBinaryContentAs(node.resolve("usr/local/mckernel/smp-x86/kernel/mckernel.img"));
    }

    /** Everything after -- is the program's, and its exit code is the command's. */
    @Test
    void aProgramRunsWithItsOwnOptionsAndExitCode() throws IOException, InterruptedException {
        assertThat(mck("boot").exitCode()).isZero();
        Files.writeString(node.resolve(".node/conf.mcexec"), "7");
        Process mck = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Mck.class.getName(),
                        "run",
                        "--root",
                        node.toString(),
                        "--",
                        "./a.out",
                        "--json",
                        "-n",
                        "3")
                .redirectErrorStream(true)
                .start();
        String out = new String(mck.getInputStream().readAllBytes(), UTF_8);
        assertThat(mck.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(out).isEqualTo("on McKernel: ./a.out --json -n 3\n");
        assertThat(mck.exitValue()).isEqualTo(7);
    }
}
