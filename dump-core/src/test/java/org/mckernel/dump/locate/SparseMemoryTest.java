package org.mckernel.dump.locate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** A search costs what the dump holds, not what the machine's addresses reach up to. */
class SparseMemoryTest {
    private static final long TIB = 1L << 40;
    private static final int PAGE = 0x1000;
    /** Questions that a page of memory and the gap below it may cost. */
    private static final long A_FEW = 16;

    @TempDir
    Path dir;

    private static LocateRequest request(CountingDump dump, Optional<McKernelImage> image) {
        return new LocateRequest(dump, image, KnownAddresses.none(), Optional.empty(), Optional.empty(), 2);
    }

    private long scanned(McKernelMachine machine) throws IOException, NotLocatedException {
        try (OpenedMachine opened = OpenedMachine.of(machine, dir)) {
            CountingDump dump = new CountingDump(opened.dump());
            McKernelLocation found = new ScanStrategy().locate(request(dump, Optional.empty()));
            assertThat(found.kernelBase()).isEqualTo(machine.kernelBase());
            return dump.questions();
        }
    }

    private long probed(McKernelMachine machine) throws IOException, NotLocatedException {
        try (OpenedMachine opened = OpenedMachine.of(machine, dir);
                McKernelImage image = opened.image()) {
            CountingDump dump = new CountingDump(opened.dump());
            McKernelLocation found = new ImageStrategy().locate(request(dump, Optional.of(image)));
            assertThat(found.kernelBase()).isEqualTo(machine.kernelBase());
            return dump.questions();
        }
    }

    @Test
    void theScanStepsOverTerabytesOfNothing() throws Exception {
        McKernelMachine machine = OpenedMachine.on(LinuxLayout.x86Kaslr()).boot();
        long small = scanned(machine);

        machine.memory().ram(TIB, PAGE).ram(900 * TIB, PAGE);

        assertThat(scanned(machine)).isBetween(small, small + 2 * A_FEW);
    }

    @Test
    void theSearchForTheImageStepsOverTerabytesOfNothing() throws Exception {
        McKernelMachine machine = OpenedMachine.unmapped().boot();
        long small = probed(machine);

        machine.memory().ram(TIB, PAGE).ram(900 * TIB, PAGE);

        assertThat(probed(machine)).isBetween(small, small + 2 * A_FEW);
    }
}
