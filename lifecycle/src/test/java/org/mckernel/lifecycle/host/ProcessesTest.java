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

    private Folder process(Folder folder, int pid, String comm, String state, long started) throws IOException {
        return folder.file(
                "/proc/%d/stat".formatted(pid),
                "%d (%s) %s 1 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 %d 1000 100\n"
                        .formatted(pid, comm, state, started));
    }

    private Folder folder() throws IOException {
        Folder folder = new Folder(dir);
        process(folder, 7, "ihkmond", "S", 100);
        process(folder, 19, "a) b (c", "R", 200);
        process(folder, 12, "ihkmond", "Z", 300);
        process(folder, 13, "ihkmond-of-some", "S", 300);
        folder.file("/proc/14/stat", "garbage");
        folder.file("/proc/15/stat", "15 (short) S 1 2");
        folder.file("/proc/self/stat", "");
        return folder;
    }

    @Test
    void processesAreFoundByNumberAndByName() throws IOException {
        Processes processes = new Processes(folder().host());
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
        Folder folder = folder();
        Files.createDirectory(dir.resolve("proc/7/fd"));
        Files.createSymbolicLink(dir.resolve("proc/7/fd/0"), Path.of("socket:[815]"));
        Files.createSymbolicLink(dir.resolve("proc/7/fd/3"), Path.of("/dev/mcos0"));
        folder.file("/proc/19/fd", "no folder");
        Processes processes = new Processes(folder.host());
        assertThat(processes.holders("/dev/mcos0")).extracting(Running::pid).containsExactly(7);
        assertThat(processes.holders("/dev/mcos")).isEmpty();
    }

    @Test
    void aProcessIsAskedToEndBeforeItIsKilled() throws IOException {
        Folder folder = folder();
        Processes processes = new Processes(folder.host());
        folder.program("kill", "[ $1 = -TERM ] || rm -r $MCK_ROOT/proc/$2");
        processes.end(new Running(7, "ihkmond", 100), Duration.ofMillis(50));
        assertThat(folder.calls()).isEqualTo("kill -TERM 7\nkill -KILL 7\n");
        assertThat(processes.find(7)).isEmpty();
    }

    @Test
    void anotherWithTheSameNumberIsLeftAlone() throws IOException {
        Folder folder = folder().program("kill", "rm -r $MCK_ROOT/proc/$2");
        new Processes(folder.host()).end(new Running(7, "ihkmond", 99), Duration.ofMillis(50));
        new Processes(folder.host()).end(new Running(98, "ihkmond", 99), Duration.ofMillis(50));
        assertThat(folder.calls()).isEmpty();
    }

    @Test
    void whatCannotBeEndedIsNamed() throws IOException {
        Folder folder = folder().program("kill", "echo 'kill: (7): Operation not permitted' >&2; exit 1");
        Processes processes = new Processes(folder.host());
        Running monitor = new Running(7, "ihkmond", 100);
        assertThatThrownBy(() -> processes.end(monitor, Duration.ofMillis(20)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("process 7 (ihkmond) cannot be ended")
                .hasMessageContaining("not permitted");
        folder.program("kill", "");
        assertThatThrownBy(() -> processes.end(monitor, Duration.ofMillis(20)))
                .hasMessageContaining("does not even end");
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
}
