package org.mckernel.dump.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterFileTest {
    @ParameterizedTest
    @CsvSource({
        "x86_64, rax, 0",
        "x86_64, gs, 55",
        "x86_64, pc, 16",
        "x86_64, sp, 7",
        "x86_64, fp, 6",
        "aarch64, pc, 32",
        "aarch64, sp, 31",
        "aarch64, fp, 29",
        "aarch64, x30, 30"
    })
    void knowsNamesOfRegistersAndOfRoles(String architecture, String name, int dwarf) {
        RegisterFile registers = Architecture.ofName(architecture).orElseThrow().registers();

        assertThat(registers.dwarfNumber(name)).isEqualTo(OptionalInt.of(dwarf));
    }

    @Test
    void knowsNoOtherName() {
        assertThat(new X86_64().registers().dwarfNumber("x0")).isEmpty();
        assertThat(new X86_64().registers().dwarfNumber("")).isEmpty();
        assertThat(new AArch64().registers().dwarfNumber("x31")).isEmpty();
    }

    @Test
    void tellsWhatCallsKeep() {
        assertThat(new X86_64().registers().isCalleeSaved(3)).isTrue();
        assertThat(new X86_64().registers().isCalleeSaved(0)).isFalse();
        assertThat(new AArch64().registers().isCalleeSaved(19)).isTrue();
        assertThat(new AArch64().registers().isCalleeSaved(18)).isFalse();
    }

    @Test
    void holdsValuesAndApartFromThemWhatCallsMayHaveChanged() {
        Registers registers = Registers.of(Map.of(1, 10L), Map.of(2, 20L, 1, 11L));

        assertThat(registers.get(1)).isEqualTo(OptionalLong.of(10));
        assertThat(registers.get(2)).isEmpty();
        assertThat(registers.getOrCarried(1)).isEqualTo(OptionalLong.of(10));
        assertThat(registers.getOrCarried(2)).isEqualTo(OptionalLong.of(20));
        assertThat(registers.getOrCarried(3)).isEmpty();
        Registers changed = registers.with(2, -1);
        assertThat(changed.get(2)).isEqualTo(OptionalLong.of(-1));
        assertThat(changed.get(1)).isEqualTo(OptionalLong.of(10));
        assertThat(changed.with(3, 0).getOrCarried(2)).isEqualTo(OptionalLong.of(-1));
        assertThat(registers.get(2)).as("unchanged").isEmpty();
        assertThat(registers).hasToString("{1=10}");
    }
}
