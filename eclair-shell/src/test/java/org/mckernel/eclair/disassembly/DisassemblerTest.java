package org.mckernel.eclair.disassembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** The two disassemblers agree on instruction boundaries and mnemonics; each is skipped where it is not installed. */
class DisassemblerTest {
    private static List<Instruction> function(Optional<Disassembler> disassembler, KernelImage image, String name)
            throws IOException {
        Symbol symbol = image.symbols().find(name).orElseThrow();
        byte[] code = image.bytes(symbol.value(), symbol.size()).orElseThrow().toArray(ValueLayout.JAVA_BYTE);
        return disassembler.orElseThrow().instructions(code, symbol.value());
    }

    private static Architecture x86(KernelImage image) {
        return image.architecture();
    }

    @Test
    void objdumpShowsTheFunction() throws IOException {
        try (KernelImage image = KernelImage.open(PracticeCapture.IMAGE)) {
            Optional<Disassembler> objdump = Objdump.open(x86(image));
            assumeThat(objdump).as("objdump is not installed").isPresent();
            List<Instruction> all = function(objdump, image, "halt_cpu");
            assertThat(all).hasSize(2);
            assertThat(all.getFirst().text()).isEqualTo("hlt");
            assertThat(all.get(1).text())
                    .matches("jmp +0x%x".formatted(all.getFirst().address()));
        }
    }

    @Test
    void capstoneShowsTheFunction() throws IOException {
        try (KernelImage image = KernelImage.open(PracticeCapture.IMAGE)) {
            Optional<Disassembler> capstone = Capstone.open(x86(image));
            assumeThat(capstone).as("libcapstone is not installed").isPresent();
            assertThat(function(capstone, image, "halt_cpu"))
                    .extracting(Instruction::text)
                    .containsExactly(
                            "hlt",
                            "jmp    0x%x"
                                    .formatted(image.symbols()
                                            .find("halt_cpu")
                                            .orElseThrow()
                                            .value()));
            byte[] cut = {0x48, (byte) 0xb8, 1, 2};
            assertThat(capstone.orElseThrow().instructions(cut, 16))
                    .isNotEmpty()
                    .allMatch(i -> i.length() >= 1);
        }
    }

    @Test
    void bothAgree() throws IOException {
        try (KernelImage image = KernelImage.open(PracticeCapture.IMAGE)) {
            Optional<Disassembler> capstone = Capstone.open(x86(image));
            Optional<Disassembler> objdump = Objdump.open(x86(image));
            assumeThat(capstone).as("libcapstone is not installed").isPresent();
            assumeThat(objdump).as("objdump is not installed").isPresent();
            for (String name : List.of("schedule", "system_call", "wake_up", "panic", "system_call_entry")) {
                assertThat(function(capstone, image, name))
                        .as(name)
                        .extracting(Instruction::address, Instruction::length)
                        .isEqualTo(function(objdump, image, name).stream()
                                .map(i -> Tuple.tuple(i.address(), i.length()))
                                .toList());
            }
        }
    }
}
