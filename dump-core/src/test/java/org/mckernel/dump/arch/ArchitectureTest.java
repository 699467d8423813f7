package org.mckernel.dump.arch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    @Test
    void isFoundByMachineNumberAndByName() {
        assertThat(Architecture.all()).containsExactly(new X86_64(), new AArch64());
        assertThat(Architecture.ofElfMachine(62)).contains(new X86_64());
        assertThat(Architecture.ofElfMachine(183)).contains(new AArch64());
        assertThat(Architecture.ofElfMachine(3)).isEmpty();
        assertThat(Architecture.ofName("x86_64")).contains(new X86_64());
        assertThat(Architecture.ofName("aarch64")).contains(new AArch64());
        assertThat(Architecture.ofName("X86_64")).isEmpty();
        assertThat(Architecture.ofName("")).isEmpty();
    }

    /** Rounded up to a large page, plus one more. */
    @ParameterizedTest
    @CsvSource({
        "62, 0x1000, 0x0, 0x200000",
        "62, 0x1000, 0x1, 0x400000",
        "62, 0x1000, 0x200000, 0x400000",
        "62, 0x1000, 0x200001, 0x600000",
        "62, 0x1000, 0x3fffff, 0x600000",
        "183, 0x1000, 0x200001, 0x600000",
        "183, 0x10000, 0x20000, 0x30000",
        "183, 0x10000, 0x20001, 0x40000",
        "183, 0x10000, 0x2ffff, 0x40000"
    })
    void placesTheImageOneLargePageAboveTheBootstrapMemory(int machine, String page, String start, String base) {
        Architecture architecture = Architecture.ofElfMachine(machine).orElseThrow();

        assertThat(architecture.kernelBase(Long.decode(start), Long.decode(page)))
                .isEqualTo(Long.decode(base));
    }
}
