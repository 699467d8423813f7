package org.mckernel.dump.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AArch64Test {
    private static final int CPSR = RegisterFile.WITHOUT_DWARF_NUMBER;

    private final Architecture arm = new AArch64();

    @Test
    void isTheOneOfTheElfHeader() {
        assertThat(arm.name()).isEqualTo("aarch64");
        assertThat(arm.elfMachine()).isEqualTo(183);
        assertThat(arm.imageAlignment(0x1000)).isEqualTo(0x20_0000);
        assertThat(arm.imageAlignment(0x1_0000)).isEqualTo(0x1_0000);
        assertThat(arm.headOffset()).isZero();
        assertThat(arm.ihkModuleNames()).containsExactly("ihk_smp_arm64");
        assertThat(arm.kernelBaseSymbol()).isEqualTo("arm64_kernel_phys_base");
        assertThat(arm.physStartSymbol()).contains("arm64_st_phys_base");
        assertThat(arm.threadPointer()).isEqualTo(36);
        assertThat(arm.threadPointerNote()).isEqualTo(OptionalInt.of(0x401));
    }

    /** gdb's org.gnu.gdb.aarch64.core; DWARF for the Arm 64-bit architecture: x0 to x30 are 0 to 30, sp 31, pc 32. */
    @Test
    void ordersRegistersAsGdbAndNumbersThemAsDwarf() {
        RegisterFile registers = arm.registers();

        assertThat(registers.registers()).hasSize(34);
        for (int i = 0; i <= 30; i++) {
            assertThat(registers.registers().get(i)).isEqualTo(new RegisterFile.Register("x" + i, i, 8));
        }
        assertThat(registers.registers().get(31)).isEqualTo(new RegisterFile.Register("sp", 31, 8));
        assertThat(registers.registers().get(32)).isEqualTo(new RegisterFile.Register("pc", 32, 8));
        assertThat(registers.registers().get(33)).isEqualTo(new RegisterFile.Register("cpsr", CPSR, 8));
        assertThat(registers.bytes()).isEqualTo(34 * 8);
        assertThat(registers.linkRegister()).isEqualTo(OptionalInt.of(30));
        assertThat(registers.framePointer()).isEqualTo(29);
        assertThat(registers.calleeSaved()).containsExactlyInAnyOrder(19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
        assertThat(arm.coreRegisters())
                .extracting(CoreRegister::dwarf)
                .as("elf_gregset_t has the same order")
                .isEqualTo(registers.registers().stream()
                        .map(RegisterFile.Register::dwarf)
                        .toList());
    }

    @Test
    void spellsTheStateFromTheLowestBitUp() {
        StatusRegister state = arm.registers().status();

        assertThat(state.text(0x6000_0005)).isEqualTo("[ SP EL=1 BTYPE=0 C Z ]");
        assertThat(state.text(0)).isEqualTo("[ EL=0 BTYPE=0 ]");
        assertThat(state.text(0xf3f0_1fddL))
                .isEqualTo("[ SP EL=3 nRW F I A D BTYPE=3 SSBS IL SS PAN UAO DIT TCO V C Z N ]");
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, USER",
        "0x60001000, USER",
        "0x4, KERNEL",
        "0x5, KERNEL",
        "0x3c5, KERNEL",
        "0x1,",
        "0x8,",
        "0x9,",
        "0x10,",
        "0x20,",
        "0x2000,",
        "0x80000,",
        "0x4000000,",
        "0x8000000,",
        "0x100000000,",
        "0x8000000000000005,"
    })
    void tellsModeFromAStateWithoutReservedBits(String state, String mode) {
        long value = Long.parseUnsignedLong(state.substring(2), 16);
        EntryFrame frame = arm.entryFrame().orElseThrow();

        assertThat(frame.modeOf(Registers.of(Map.of(CPSR, value))))
                .isEqualTo(Optional.ofNullable(mode).map(EntryFrame.Mode::valueOf));
    }

    @ParameterizedTest
    @CsvSource({
        "0x0, 0x7ffff000, USER",
        "0x0, 0x7ffff008,",
        "0x0, 0xffff800000001000,",
        "0x5, 0xffff800000001000, KERNEL",
        "0x5, 0xffff800000001004,",
        "0x5, 0x7ffff000,",
        "0x8, 0x7ffff000,"
    })
    void takesWordsForAnEntryFrameOnlyWithAStackOfThatLevel(String state, String sp, String mode) {
        EntryFrame frame = arm.entryFrame().orElseThrow();
        long[] words = new long[34];
        words[31] = Long.parseUnsignedLong(sp.substring(2), 16);
        words[33] = Long.parseUnsignedLong(state.substring(2), 16);

        assertThat(frame.words()).isEqualTo(34);
        assertThat(frame.slots().get(32)).isEqualTo(32);
        assertThat(frame.statusDistance(0)).isEqualTo(33);
        assertThat(frame.mode().apply(words))
                .isEqualTo(Optional.ofNullable(mode).map(EntryFrame.Mode::valueOf));
    }

    /** bl forwards, bl backwards, blr x0, blr x17, blr x30. */
    @ParameterizedTest
    @ValueSource(strings = {"01000094", "ffffff97", "00003fd6", "20023fd6", "c0033fd6"})
    void seesEachFormOfCall(String hex) {
        assertThat(arm.endsWithCall(HexFormat.of().parseHex("1f2003d5" + hex))).isTrue();
    }

    /** b, nop, br x17, ret, blr with a bit that is not its, bl that is not the last. */
    @ParameterizedTest
    @ValueSource(strings = {"01000014", "1f2003d5", "20021fd6", "c0035fd6", "20063fd6", "21023fd6", "010000941f2003d5"})
    void takesNothingElseForACall(String hex) {
        assertThat(arm.endsWithCall(HexFormat.of().parseHex("1f2003d5" + hex))).isFalse();
    }

    @Test
    void namesInstructionsAndRelocations() {
        assertThat(arm.systemCall()).containsExactly(0x01, 0x00, 0x00, 0xd4);
        assertThat(arm.systemCallReturn()).isEmpty();
        assertThat(List.of(1, 256, 257, 258, 259).stream()
                        .map(arm::absoluteRelocationWidth)
                        .toList())
                .containsExactly(0, 0, 8, 4, 0);
    }

    /** Where the image is linked to gives the translated bits; since Linux 5.4 there may be one more. */
    @ParameterizedTest
    @CsvSource({
        "ffffff8007800000, 1000, 'aarch64 4K, VA 39'",
        "ffffff8000000000, 1000, 'aarch64 4K, VA 39'",
        "ffffff7fffffffff, 1000, 'aarch64 4K, VA 48'",
        "ffff000007800000, 1000, 'aarch64 4K, VA 48'",
        "fffc000007800000, 1000,",
        "fffffc0007800000, 10000, 'aarch64 64K, VA 42'",
        "fffffbffffffffff, 10000, 'aarch64 64K, VA 48'",
        "ffff000007800000, 10000, 'aarch64 64K, VA 48'",
        "ffff000007800000, 4000,"
    })
    void picksTheLayoutByImageAndPageSize(String start, String page, String name) {
        Optional<AddressLayout> layout =
                arm.addressLayout(HexFormat.fromHexDigitsToLong(start), HexFormat.fromHexDigitsToLong(page));

        assertThat(layout.map(AddressLayout::name)).isEqualTo(Optional.ofNullable(name));
        layout.ifPresent(l -> {
            assertThat(l.mapsLinux()).isFalse();
            assertThat(l.root().structured()).isTrue();
            assertThat(l.root().physicalAt()).isEqualTo(8);
        });
    }

    /** {@code struct cpu_context}: x19 to x28, fp, sp, pc. */
    @Test
    void keepsAnIdleThreadsRegistersInItsContext() {
        SavedContext context = arm.savedContext();

        assertThat(context.pointer()).isTrue();
        assertThat(context.returnOnStack()).isFalse();
        assertThat(context.size()).isEqualTo(13 * 8);
        assertThat(context.slots())
                .hasSize(13)
                .containsEntry(19, 0)
                .containsEntry(20, 8)
                .containsEntry(28, 72)
                .containsEntry(29, 80)
                .containsEntry(31, 88)
                .containsEntry(32, 96);
    }

    @Test
    void expectsZerosOfAProgramsRegistersInThePanicArea() {
        PanicArea area = arm.panicArea();

        assertThat(area.flagOffsets()).containsExactly(160, 152, 136);
        assertThat(area.userMode().values())
                .hasSize(31)
                .containsEntry(0, 0L)
                .containsEntry(28, 0L)
                .containsEntry(30, 0L)
                .containsEntry(CPSR, 5L)
                .doesNotContainKey(29);
        assertThat(area.userMode().own()).isEmpty();
    }
}
