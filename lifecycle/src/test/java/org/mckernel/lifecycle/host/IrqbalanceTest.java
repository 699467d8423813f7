package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IrqbalanceTest {
    @TempDir
    Path dir;

    private NodeDirectory directory;
    private Irqbalance irqbalance;

    @BeforeEach
    void directory() throws IOException {
        directory =
                new NodeDirectory(dir).program("systemctl", "[ $1 != is-active ] || [ -e $MCK_ROOT/active ] || exit 3");
        directory.file("/run/systemd/system/other", "");
        irqbalance = new Irqbalance(directory.host());
    }

    private List<String> run() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("run"))) {
            return files.map(f -> dir.relativize(f).toString()).sorted().toList();
        }
    }

    @Test
    void theServiceIsQueriedAndControlled() throws IOException {
        assertThat(irqbalance.active()).isFalse();
        directory.file("/active", "");
        assertThat(irqbalance.active()).isTrue();
        irqbalance.stop();
        irqbalance.start();
        assertThat(directory.calls()).isEqualTo("""
            systemctl is-active --quiet irqbalance.service
            systemctl is-active --quiet irqbalance.service
            systemctl stop irqbalance.service
            systemctl start irqbalance.service
            """);
    }

    @Test
    void withoutSystemdItIsNotActive() throws IOException {
        Files.delete(dir.resolve("usr/bin/systemctl"));
        assertThatThrownBy(irqbalance::active).isInstanceOf(IOException.class).hasMessageContaining("install it");
        Files.delete(dir.resolve("run/systemd/system/other"));
        Files.delete(dir.resolve("run/systemd/system"));
        assertThat(irqbalance.active()).isFalse();
        assertThatThrownBy(irqbalance::stop).isInstanceOf(IOException.class).hasMessageContaining("install it");
    }

    @Test
    void anAnswerThatIsNoneIsAnError() throws IOException {
        directory.program("systemctl", "echo 'Failed to connect to bus' >&2; exit 1");
        assertThatThrownBy(irqbalance::active)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Failed to connect to bus (status 1)");
        directory.program("systemctl", "exit 4");
        assertThat(irqbalance.active()).isFalse();
    }

    /** Several interrupts are several arguments: the original writes their numbers one after the other. */
    @Test
    void bansAreForOldAndNewVersionsAndForEachInterrupt() throws IOException {
        irqbalance.ban("ff,fff00000", "20-39", List.of(66, 250));
        assertThat(directory.text(Irqbalance.VARIABLES)).isEqualTo("""
            IRQBALANCE_BANNED_CPUS=ff,fff00000
            IRQBALANCE_BANNED_CPULIST=20-39
            IRQBALANCE_ARGS=--banirq=66 --banirq=250
            """);
        assertThat(directory.text(Irqbalance.DROP_IN))
                .isEqualTo("[Service]\nEnvironmentFile=" + Irqbalance.VARIABLES + "\n");
        assertThat(Files.getPosixFilePermissions(dir.resolve("run/mckernel-irqbalance.env")))
                .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(directory.calls()).isEqualTo("systemctl daemon-reload\n");
        assertThat(irqbalance.banned()).isTrue();
    }

    @Test
    void removingBansKeepsEarlierSettings() throws IOException {
        List<String> before = run();
        irqbalance.ban("f0", "4-7", List.of());
        irqbalance.ban("f0", "4-7", List.of(3)); // a second boot
        irqbalance.unban();
        assertThat(run()).isEqualTo(before);
        assertThat(irqbalance.banned()).isFalse();
        irqbalance.unban();
        assertThat(run()).isEqualTo(before);

        Files.createDirectory(dir.resolve("run/systemd/system/irqbalance.service.d"));
        List<String> withDirectory = run();
        irqbalance.ban("f0", "4-7", List.of());
        irqbalance.ban("f0", "4-7", List.of());
        irqbalance.unban();
        assertThat(run()).isEqualTo(withDirectory);
    }

    @Test
    void anothersDropInStays() throws IOException {
        irqbalance.ban("f0", "4-7", List.of());
        directory.file(Irqbalance.DIRECTORY + "/site.conf", "[Service]\n");
        irqbalance.unban();
        assertThat(run())
                .contains("run/systemd/system/irqbalance.service.d/site.conf")
                .noneMatch(f -> f.contains("mckernel"));
    }

    /** The tool may have been killed between any two of its files. */
    @Test
    void whatAKilledToolLeftGoesToo() throws IOException {
        final List<String> before = run();
        directory.file(Irqbalance.VARIABLES + ".new", "IRQ");
        irqbalance.unban();
        assertThat(run()).isEqualTo(before);
        directory.file(Irqbalance.VARIABLES, "IRQBALANCE_BANNED_CPUS=f0\n");
        Files.createDirectory(dir.resolve("run/systemd/system/irqbalance.service.d"));
        directory.file(Irqbalance.DROP_IN + ".new", "[Ser");
        assertThat(irqbalance.banned()).isTrue();
        irqbalance.unban();
        assertThat(run()).isEqualTo(before);
    }
}
