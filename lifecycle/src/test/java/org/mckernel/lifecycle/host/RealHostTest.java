package org.mckernel.lifecycle.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.lifecycle.sim.ChildProgram;

/** The harmless steps of a boot on this computer itself, which is left unchanged. */
class RealHostTest {
    private static final Path SWAPPINESS = Path.of("/proc/sys/vm/swappiness");
    private final Host host = Host.real();

    @TempDir
    Path dir;

    private static void needsRoot() throws IOException {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "skipped: needs root");
    }

    @Test
    void swappinessIsWrittenAndPutBack() throws IOException {
        needsRoot();
        assumeTrue(
                Files.isWritable(SWAPPINESS) && !Files.getFileStore(SWAPPINESS).isReadOnly(),
                "skipped: /proc/sys cannot be written here");
        KernelSettings settings = new KernelSettings(host);
        int before = settings.swappiness();
        int other = before == 100 ? 99 : before + 1;
        try {
            settings.swappiness(other);
            assertThat(host.run(Duration.ofSeconds(20), "cat", List.of(SWAPPINESS.toString()))
                            .out())
                    .isEqualTo(other + "\n");
            assertThat(settings.swappiness()).isEqualTo(other);
        } finally {
            settings.swappiness(before);
        }
        assertThat(settings.swappiness()).isEqualTo(before);
        assertThatThrownBy(() -> settings.swappiness(100_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("swappiness: does not take \"100000\"");
        assertThat(settings.swappiness()).isEqualTo(before);
    }

    @Test
    void interruptsArePlannedAndNotMoved() throws IOException {
        IrqAffinities affinities = new IrqAffinities(host);
        var before = affinities.read();
        assumeTrue(!before.isEmpty(), "skipped: this computer shows no interrupts' settings");
        List<Integer> online = Topology.online(host).cpus();
        assumeTrue(online.size() > 1, "skipped: this computer has one CPU");
        CpuMask last = CpuMask.of(List.of(online.getLast()));
        for (IrqAffinities.Change change : affinities.plan(last.cpus())) {
            assertThat(before.get(change.irq())).isEqualTo(change.old());
            CpuMask wanted = CpuMask.parse(change.wanted());
            assertThat(wanted.and(last).isEmpty()).isTrue();
            assertThat(wanted.isEmpty()).isFalse();
        }
        assertThat(affinities.read()).isEqualTo(before);
    }

    /** Compared with lsmod, which reads the same list; a kernel without module support has no list. */
    @Test
    void modulesAreThoseThatLsmodShows() throws Exception {
        assertThat(new Modules(host).loaded("mckernel_no_such_module")).isFalse();
        if (!Files.exists(Path.of("/proc/modules"))) {
            assertThat(new Modules(host).all()).isEmpty();
            return;
        }
        assumeTrue(
                Files.isExecutable(Path.of("/usr/sbin/lsmod")) || Files.isExecutable(Path.of("/sbin/lsmod")),
                "skipped: needs lsmod (package kmod)");
        List<String> lines = host.run(Duration.ofSeconds(20), "lsmod", List.of())
                .out()
                .lines()
                .skip(1)
                .toList();
        assertThat(new Modules(host).all())
                .extracting(m -> m.name() + " " + m.uses())
                .containsExactlyElementsOf(lines.stream()
                        .map(l -> l.replaceAll("^(\\S+)\\s+\\S+\\s+(\\S+).*", "$1 $2")
                                .replace("-2", "0"))
                        .toList());
    }

    @Test
    void theFirstFreeInterruptIsFree() throws IOException {
        int irq = new Irqs(host).firstFree(64).orElseThrow();
        assertThat(Path.of("/proc/irq/" + irq)).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/interrupts"))).doesNotContainPattern("(?m)^\\s*" + irq + ":");
        assertThat(new Irqs(host).named("IHK-SMP")).isEmpty();
    }

    /** In a mount namespace of its own, which ends with the program. */
    @Test
    void mountsComeAndGo() throws Exception {
        needsRoot();
        Path unshare = Path.of("/usr/bin/unshare");
        assumeTrue(Files.isExecutable(unshare), "skipped: needs unshare (package util-linux)");
        assumeTrue(
                ends(new ProcessBuilder(unshare.toString(), "-m", "true").start()) == 0,
                "skipped: mount namespaces cannot be made here");
        Path directory = Files.createDirectory(dir.resolve("a directory")).toRealPath();
        ProcessBuilder builder = ChildProgram.builder(MountsInPrivate.class, directory.toString());
        builder.command().addAll(0, List.of(unshare.toString(), "-m", "--propagation", "private"));
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(ends(process)).isZero();
        assertThat(out).isEqualTo("""
            tmpfs private
            bound
            shared
            private
            unmounted
            """);
        assertThat(new Mounts(host).all())
                .extracting(Mounts.Mount::target)
                .isNotEmpty()
                .noneMatch(target -> target.startsWith(directory.toString()));
    }

    private static int ends(Process process) throws InterruptedException {
        try {
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } finally {
            process.destroyForcibly();
        }
    }
}
