package org.mckernel.lifecycle.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.lifecycle.host.IrqAffinities.Change;

class InterruptsTest {
    private static final String TABLE = """
                   CPU0       CPU1
          1:          9          0   IO-APIC    1-edge      i8042
         64:          0          0   PCI-MSI 65536-edge      eth0-IHK-SMP
         66:          0          0   PCI-MSI 65537-edge      aerdrv, IHK-SMP
        250:          5          6   IHK-SMP
        NMI:          0          0   Non-maskable interrupts
        ERR:          0
        """;

    @TempDir
    Path dir;

    /** The list is numeric: the original looks for a text that no line holds, and so for nothing. */
    @Test
    void theFirstFreeNumberIsOneThatNeitherTableNorDirectoryHas() throws IOException {
        NodeDirectory directory =
                new NodeDirectory(dir).file("/proc/interrupts", TABLE).file("/proc/irq/65/smp_affinity", "ff\n");
        Irqs irqs = new Irqs(directory.host());
        assertThat(irqs.firstFree(64)).hasValue(67);
        assertThat(irqs.firstFree(1)).hasValue(2);
        assertThat(irqs.firstFree(250)).hasValue(251);
        assertThat(irqs.firstFree(256)).isEmpty();
        for (int irq = 251; irq <= 255; irq++) {
            directory.file("/proc/irq/" + irq + "/smp_affinity", "ff\n");
        }
        assertThat(irqs.firstFree(250)).isEmpty();
        assertThat(irqs.firstFree(6)).hasValue(6);
    }

    @Test
    void interruptsAreFoundByTheirFullName() throws IOException {
        Irqs irqs =
                new Irqs(new NodeDirectory(dir).file("/proc/interrupts", TABLE).host());
        assertThat(irqs.named("IHK-SMP")).containsExactly(66, 250);
        assertThat(irqs.named("IHK")).isEmpty();
        assertThat(irqs.named("aerdrv")).containsExactly(66);
    }

    @Test
    void aTableOfGarbageHoldsNoInterrupts() throws IOException {
        Irqs irqs = new Irqs(new NodeDirectory(dir)
                .file("/proc/interrupts", "\0\0\0:::\n99999999999999999999: x\n")
                .host());
        assertThat(irqs.named("x")).isEmpty();
        assertThat(irqs.firstFree(64)).hasValue(64);
    }

    private IrqAffinities affinities(String online, String... masks) throws IOException {
        NodeDirectory directory = new NodeDirectory(dir).file("/sys/devices/system/cpu/online", online + "\n");
        directory.file("/proc/irq/default_smp_affinity", "ff\n");
        for (int i = 0; i < masks.length; i++) {
            directory.file("/proc/irq/" + i + "/smp_affinity", masks[i] + "\n");
        }
        return new IrqAffinities(directory.host());
    }

    /**
     * LWK's CPUs are taken out; all of Linux's come in only where none is left. The original sets every mask that it
     * touches to all of Linux's CPUs, with bits of CPUs that do not exist, and counts words from the wrong end where
     * more CPUs are possible.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-39|20-39|00,ffffffff|00,000fffff",
                "0-39|20-39|ff,fff00000|00,000fffff",
                "0-39|20-39|00,00100001|00,00000001",
                "0-7|4-7|f0|0f",
                "0-7|4-7|c3|03",
                "0-7|4-7|0f|",
                "0-5|1-5|3e|01",
                "0-3|2-3|00000000,00000000,00000000,0000000c|00000000,00000000,00000000,00000003",
                "0-3|2-3|ffffffff,ffffffff|ffffffff,fffffff3",
                "0-2|2|f4|03",
                "0-1|1|2|1",
                "0-2|2|0c|03"
            })
    void theProseOfTheSpecificationIsFollowed(String online, String lwk, String old, String wanted) throws IOException {
        List<Change> changes =
                affinities(online, old).plan(CpuMask.parseList(lwk).cpus());
        if (wanted == null) {
            assertThat(changes).isEmpty();
        } else {
            assertThat(changes).containsExactly(new Change(0, old, wanted));
        }
    }

    @Test
    void noMaskIsEverLeftWithoutACpuOfLinux() throws IOException {
        for (RandomCpus random : RandomCpus.seeds().toList()) {
            leavesEachMaskACpuOfLinux(random);
        }
    }

    private void leavesEachMaskACpuOfLinux(RandomCpus random) throws IOException {
        Set<Integer> old = random.set(1, 40, 0, 79);
        CpuMask online = CpuMask.of(random.set(2, 60, 0, 79));
        Set<Integer> lwk = random.set(1, 40, 1, 79);
        CpuMask left = online.without(CpuMask.of(lwk));
        IrqAffinities affinities = affinities(online.list(), CpuMask.of(old).words(80));
        if (left.isEmpty()) {
            assertThatThrownBy(() -> affinities.plan(lwk))
                    .as(random.toString())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("leave it one");
            return;
        }
        for (Change change : affinities.plan(lwk)) {
            CpuMask wanted = CpuMask.parse(change.wanted());
            assertThat(wanted.and(left).isEmpty()).as(random.toString()).isFalse();
            assertThat(wanted.and(CpuMask.of(lwk)).isEmpty())
                    .as(random.toString())
                    .isTrue();
            assertThat(change.wanted()).as(random.toString()).hasSameSizeAs(change.old());
        }
    }

    @Test
    void whatTheKernelRefusesIsReportedAndHarmless() throws IOException {
        IrqAffinities affinities = affinities("0-3", "0f", "01");
        assertThat(affinities.read()).containsOnlyKeys(0, 1).containsEntry(1, "01");
        assertThat(affinities.write(0, "03")).isEmpty();
        assertThat(affinities.read()).containsEntry(0, "03");
        assertThat(affinities.write(9, "03")).contains("interrupt 9 is gone");
        Path file = dir.resolve("proc/irq/1/smp_affinity");
        Files.delete(file);
        Files.createDirectory(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(affinities.write(1, "03"))
                .hasValueSatisfying(why -> assertThat(why).startsWith("interrupt 1: "));
    }

    @Test
    void aMaskOfGarbageIsNamed() throws IOException {
        IrqAffinities affinities = affinities("0-3", "zz");
        assertThatThrownBy(affinities::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("irq/0/smp_affinity: expected a mask of CPUs, found \"zz\"");
    }
}
