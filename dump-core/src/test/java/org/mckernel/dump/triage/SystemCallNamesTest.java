package org.mckernel.dump.triage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemCallNamesTest {
    /** Numbers of Linux's asm/unistd_64.h and asm-generic/unistd.h. */
    @ParameterizedTest
    @CsvSource({
        "x86_64, 0, read",
        "x86_64, 231, exit_group",
        "x86_64, 202, futex",
        "aarch64, 0, io_setup",
        "aarch64, 63, read",
        "aarch64, 94, exit_group",
        "aarch64, 98, futex",
        "x86_64, -1, ",
        "x86_64, 100000, ",
        "riscv, 63, "
    })
    void aNumberHasLinuxsName(String architecture, long number, String name) {
        assertThat(SystemCallNames.of(architecture, number).orElse(null)).isEqualTo(name);
    }
}
