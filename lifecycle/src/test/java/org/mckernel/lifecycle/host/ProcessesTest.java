package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.host.Processes.Running;

class ProcessesTest {
    @TempDir
    Path dir;

    private NodeDirectory process(NodeDirectory directory, int pid, String comm, String state, long started)
            throws IOException {
        return directory.file(
                "/proc/%d/stat".formatted(pid),
                "%d (%s) %s 1 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 %d 1000 100\n"
                        .formatted(pid, comm, state, started));
    }

    private NodeDirectory directory() throws IOException {
        NodeDirectory directory = new NodeDirectory(dir);
        process(directory, 7, "ihkmond", "S", 100);
        process(directory, 19, "a) b (c", "R", 200);
        process(directory, 12, "ihkmond", "Z", 300);
        process(directory, 13, "ihkmond-of-some", "S", 300);
        directory.file("/proc/14/stat", "garbage");
        directory.file("/proc/15/stat", "15 (short) S 1 2");
        directory.file("/proc/self/stat", "");
        return directory;
    }

    @Test
    void processesAreFoundByNumberAndByName() throws IOException {
        Processes processes = new Processes(directory().host());
        assertThat(processes.named("ihkmond")).containsExactly(new Running(7, "ihkmond", 100));
        assertThat(processes.named("ihkmond-of-something-else"))
                .containsExactly(new Running(13, "ihkmond-of-some", 300));
        assertThat(processes.find(19)).contains(new Running(19, "a) b (c", 200));
        assertThat(processes.find(12)).isEmpty();
        assertThat(processes.find(14)).isEmpty();
        assertThat(processes.find(15)).isEmpty();
        assertThat(processes.find(99)).isEmpty();
    }

    @Test
    void whoHasADeviceOpen() throws IOException {
        NodeDirectory directory = directory();
        Files.createDirectory(dir.resolve("proc/7/fd"));
        Files.createSymbolicLink(dir.resolve("proc/7/fd/0"), Path.of("socket:[815]"));
        Files.createSymbolicLink(dir.resolve("proc/7/fd/3"), Path.of("/dev/mcos0"));
        directory.file("/proc/19/fd", "no directory");
        Processes processes = new Processes(directory.host());
        assertThat(processes.holders("/dev/mcos0")).extracting(Running::pid).containsExactly(7);
        assertThat(processes.holders("/dev/mcos")).isEmpty();
    }

    @Test
    void aProcessIsAskedToEndBeforeItIsKilled() throws IOException {
        NodeDirectory directory = directory();
        Processes processes = new Processes(directory.host());
        directory.program("kill", "[ $1 = -TERM ] || rm -r $MCK_ROOT/proc/$2");
        processes.end(new Running(7, "ihkmond", 100), Duration.ofMillis(50));
        assertThat(directory.calls()).isEqualTo("kill -TERM 7\nkill -KILL 7\n");
        assertThat(processes.find(7)).isEmpty();
    }

    @Test
    void anotherWithTheSameNumberIsLeftAlone() throws IOException {
        NodeDirectory directory = directory().program("kill", "rm -r $MCK_ROOT/proc/$2");
        new Processes(directory.host()).end(new Running(7, "ihkmond", 99), Duration.ofMillis(50));
        new Processes(directory.host()).end(new Running(98, "ihkmond", 99), Duration.ofMillis(50));
        assertThat(directory.calls()).isEmpty();
    }

    @Test
    void whatCannotBeEndedIsNamed() throws IOException {
        NodeDirectory directory = directory().program("kill", "echo 'kill: (7): Operation not permitted' >&2; exit 1");
        Processes processes = new Processes(directory.host());
        Running monitor = new Running(7, "ihkmond", 100);
        assertThatThrownBy(() -> processes.end(monitor, Duration.ofMillis(20)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("process 7 (ihkmond) cannot be ended")
                .hasMessageContaining("not permitted");
        directory.program("kill", "");
        assertThatThrownBy(() -> processes.end(monitor, Duration.ofMillis(20)))
                .hasMessageContaining("does not end although");
    }

    @Test
    void aRealProcessEnds() throws Exception {
        Process sleep = new ProcessBuilder("sleep", "60").start();
        try {
            Processes processes = new Processes(Host.real());
            Running running = processes.find((int) sleep.pid()).orElseThrow();
            assertThat(processes.named(running.comm())).contains(running);
            processes.end(running, Duration.ofSeconds(5));
            assertThat(sleep.waitFor(5, TimeUnit.SECONDS)).isTrue();
            assertThat(sleep.exitValue()).isEqualTo(143);
        } finally {
            sleep.destroyForcibly();
        }
    }

    @Test
    void thisProcessHoldsWhatItHasOpen() throws IOException {
        Path file = Files.createFile(dir.resolve("held")).toRealPath();
        Processes processes = new Processes(Host.real());
        int own = (int) ProcessHandle.current().pid();
        try (var _ = Files.newInputStream(file)) {
            assertThat(processes.holders(file.toString()))
                    .extracting(Running::pid)
                    .contains(own);
        }
        assertThat(processes.holders(file.toString())).extracting(Running::pid).doesNotContain(own);
    }

    /** Whatever order the descriptors come in, those that cannot be read do not hide the one that leads to the file. */
    @Test
    void aDescriptorThatWasClosedMeanwhileIsSkipped() throws IOException {
        NodeDirectory directory = new NodeDirectory(dir);
        for (int pid = 100; pid < 105; pid++) {
            process(directory, pid, "holder", "S", 1);
            Path descriptors = Files.createDirectories(dir.resolve("proc/" + pid + "/fd"));
            for (int i = 0; i < 20; i++) {
                Path descriptor = descriptors.resolve(Integer.toString(i));
                if (i == (pid - 100) * 4) {
                    Files.createSymbolicLink(descriptor, Path.of("/dev/mcos0"));
                } else {
                    Files.createFile(descriptor); // no link: it cannot be followed
                }
            }
        }
        assertThat(new Processes(Host.inDirectory(dir)).holders("/dev/mcos0"))
                .extracting(Running::pid)
                .containsExactly(100, 101, 102, 103, 104);
    }
}
