package org.mckernel.lifecycle.ihk.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.lifecycle.host.Host;

/** The configuration of an installation. */
class InstallationFileTest {
    @TempDir
    Path dir;

    private Installation read(String text) throws IOException {
        Path file = dir.resolve("mck.conf");
        Files.writeString(file, text);
        return InstallationFile.read(file, true);
    }

    @Test
    void withoutItAllIsAsUsual() throws IOException {
        Installation installation = InstallationFile.read(dir.resolve("none"), false);
        assertThat(installation.moduleFile("ihk")).isEqualTo("/usr/local/mckernel/kmod/ihk.ko");
        assertThat(installation.sbin("ihkmond")).isEqualTo("/usr/local/mckernel/sbin/ihkmond");
        assertThat(installation.driver()).isEqualTo("tools");
        assertThat(installation.choosesIrq()).isTrue();
        assertThat(installation.patience()).isEqualTo(Duration.ofSeconds(60));
        assertThat(installation.overlay()).isEqualTo("/tmp/mcos");
        assertThat(installation.image()).isEmpty();
        assertThat(installation.buildId()).isEmpty();
    }

    @Test
    void aNamedFileMustExist() {
        assertThatThrownBy(() -> InstallationFile.read(dir.resolve("none"), true))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void everyKeyIsHeeded() throws IOException {
        Installation installation = read("""
            # a comment
            prefix = /opt/m

            modules=/lib/m
            image = /boot/my image
            driver = ioctl
            generation = C
            choose-irq = no
            build-id = 1.7.0-abc
            running-timeout = 5
            overlay = /run/o
            """);
        assertThat(installation)
                .isEqualTo(new Installation(
                        "/opt/m",
                        "/lib/m",
                        Optional.of("/boot/my image"),
                        "ioctl",
                        Optional.of("C"),
                        false,
                        Optional.of("1.7.0-abc"),
                        Duration.ofSeconds(5),
                        "/run/o"));
    }

    /** What the sample says of the usual values is what they are, and each key in it is one. */
    @Test
    void theSampleHoldsWithoutItsSigns() throws IOException {
        String sample = Files.readString(Path.of("src/distribution/etc/mck/mck.conf"));
        String all = sample.replaceAll("(?m)^#(?=[a-z])", "");
        assertThat(all.lines().filter(l -> l.matches("[a-z-]+ = .*"))).hasSize(9);
        Installation usual = read(sample);
        assertThat(usual).isEqualTo(InstallationFile.read(dir.resolve("none"), false));
        assertThat(read(all))
                .isEqualTo(new Installation(
                        usual.prefix(),
                        usual.modules(),
                        Optional.of(usual.prefix() + "/smp-x86/kernel/mckernel.img"),
                        usual.driver(),
                        Optional.of("D"),
                        usual.choosesIrq(),
                        Optional.of("0123abcd"),
                        usual.patience(),
                        usual.overlay()));
    }

    @Test
    void whatIsNoTextIsRefused() {
        assertThatThrownBy(() -> read("prefix = /a\0b")).hasMessageContaining("mck.conf: is not text");
        assertThatThrownBy(() -> InstallationFile.read(Path.of("/dev/zero"), true))
                .hasMessageContaining("/dev/zero: is longer than any configuration");
        assertThatThrownBy(() -> InstallationFile.read(dir, true)).hasMessageContaining(dir + ": is a directory");
        assertThatThrownBy(() -> read("prefix = /" + "x".repeat(255)))
                .hasMessageContaining("line 1: prefix is longer than 255 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix|line 1: expected KEY = VALUE",
                "prefx = /a|line 1: expected KEY = VALUE",
                "prefix = a|prefix: expected an absolute path",
                "prefix = /a/../b|prefix: expected an absolute path",
                "driver = sh|driver: expected tools or ioctl, found \"sh\"",
                "generation = E|generation: expected A or B",
                "choose-irq = 1|choose-irq: expected yes or no",
                "running-timeout = 0|running-timeout: expected 1 to 3600",
                "running-timeout = 9999|running-timeout: expected 1 to 3600",
                "image = x|image: expected an absolute path",
                "overlay = /|overlay: expected a separate directory",
                "overlay = /home|overlay: expected a separate directory",
                "overlay = /proc/x|overlay: expected a separate directory"
            })
    void whatCannotBeMeantIsRefusedInOneLine(String line, String why) {
        assertThatThrownBy(() -> read(line))
                .hasMessageContaining("mck.conf")
                .hasMessageContaining(why)
                .hasMessageNotContaining("\n");
    }

    @Test
    void nothingIsGivenTwice() {
        assertThatThrownBy(() -> read("prefix = /a\nprefix = /b\n"))
                .hasMessageContaining("line 2: prefix is given twice");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Installation installation = read("prefix = /opt/m");
        Host host = Host.inDirectory(dir);
        assertThatThrownBy(() -> installation.imageFile(host))
                .hasMessageContaining("/opt/m/smp-x86/kernel/mckernel.img")
                .hasMessageContaining("--image");
        assertThatThrownBy(() -> installation.smpModule(host)).hasMessageContaining("/opt/m/kmod/ihk-smp-x86_64.ko");
    }
}
