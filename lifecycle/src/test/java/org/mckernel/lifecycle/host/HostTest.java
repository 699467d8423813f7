package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path dir;

    /** No shell is between: what one would obey is an argument like any other. */
    @Test
    void aProgramGetsItsArgumentsAsTheyAre() throws IOException {
        Host host = new NodeDirectory(dir)
                .program("show", "printf '<%s>' \"$@\"; echo \"$0: bad\" >&2; exit 7")
                .host();
        ProcessResult finished = host.run(LIMIT, "show", List.of("a b", "", "$(rm x); `y` * \"'", "-n\n"));
        assertThat(finished.out()).isEqualTo("<a b><><$(rm x); `y` * \"'><-n\n>");
        assertThat(finished.status()).isEqualTo(7);
        assertThat(finished.reason()).endsWith("/usr/bin/show: bad (status 7)");
    }

    @Test
    void aProgramLearnsItsDirectoryAndLittleElse() throws IOException {
        Host host = new NodeDirectory(dir)
                .program("show", "echo \"$MCK_ROOT $HOME$USER$JAVA_HOME $LC_ALL\"; cat")
                .host();
        assertThat(host.run(LIMIT, "show", List.of()).out()).isEqualTo(dir.toRealPath() + "  C\n");
    }

    @Test
    void onlyTheDirectoriesOwnProgramsAreStarted() throws IOException {
        Host host =
                new NodeDirectory(dir).file("/usr/bin/ls", "not to be executed").host();
        for (String program : List.of("ls", "sh", "/bin/sh", "/usr/bin/ls", "/usr")) {
            assertThatThrownBy(() -> host.run(LIMIT, program, List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("install it");
        }
    }

    @Test
    void aProgramThatHangsIsStopped() throws IOException {
        Host host = new NodeDirectory(dir)
                .program("hang", "exec sleep 60")
                .program("stubborn", "trap '' TERM; exec sleep 60")
                .host();
        for (String program : List.of("hang", "stubborn")) {
            assertThatThrownBy(() -> host.run(Duration.ofMillis(300), program, List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(program)
                    .hasMessageContaining("did not end within");
        }
    }

    /** Beyond what is kept, the program's own writing fails. */
    @Test
    void outputWithoutEndIsCut() throws IOException {
        Host host = new NodeDirectory(dir)
                .program("flood", "exec head -c 1024M /dev/zero")
                .host();
        ProcessResult finished = host.run(LIMIT, "flood", List.of());
        assertThat(finished.out()).hasSize(16 << 20);
        assertThat(finished.succeeded()).isFalse();
        assertThat(finished.reason()).isEqualTo("exit status " + finished.status());
        assertThat(new ProcessResult(1, "", "x".repeat(1000) + "\u001b[2J").reason())
                .hasSizeLessThan(250)
                .doesNotContain("\u001b");
    }

    @Test
    void aDaemonThatKeepsThePipesIsNotWaitedFor() throws IOException {
        Host host = new NodeDirectory(dir).program("daemon", "sleep 5 & exit 3").host();
        assertThat(host.run(LIMIT, "daemon", List.of()).status()).isEqualTo(3);
    }

    @Test
    void settingsAreNeverCreated() throws IOException {
        NodeDirectory directory = new NodeDirectory(dir).file("/proc/x", "a long text\n");
        directory.host().write("/proc/x", "1");
        assertThat(directory.text("/proc/x")).isEqualTo("1\n");
        assertThatThrownBy(() -> directory.host().write("/proc/y", "1")).isInstanceOf(NoSuchFileException.class);
        assertThat(dir.resolve("proc/y")).doesNotExist();
        assertThatThrownBy(() -> directory.host().read("/proc"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("proc: cannot be read");
        Files.write(dir.resolve("proc/x"), new byte[] {(byte) 0xff, (byte) 0xfe, '\n'});
        assertThat(directory.host().read("/proc/x")).hasSize(2);
    }
}
