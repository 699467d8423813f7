package org.mckernel.dump.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class X86_64Test {
    private final Architecture x86 = new X86_64();

    @Test
    void isTheOneOfTheElfHeader() {
        assertThat(x86.name()).isEqualTo("x86_64");
        assertThat(x86.elfMachine()).isEqualTo(62);
        assertThat(x86.imageAlignment(0x1000)).isEqualTo(0x20_0000);
        assertThat(x86.headOffset()).isEqualTo(0x1000);
        assertThat(x86.ihkModuleNames()).containsExactly("ihk_smp_x86_64", "ihk_smp_x86");
        assertThat(x86.kernelBaseSymbol()).isEqualTo("x86_kernel_phys_base");
        assertThat(x86.physStartSymbol()).isEmpty();
        assertThat(x86.threadPointerNote()).isEmpty();
    }

    /** Order: gdb's target description org.gnu.gdb.i386.core. Numbers: System V ABI, AMD64 supplement, figure 3.36. */
    @Test
    void ordersRegistersAsGdbAndNumbersThemAsDwarf() {
        RegisterFile registers = x86.registers();

        assertThat(registers.registers())
                .extracting(RegisterFile.Register::name)
                .containsExactly(
                        "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13",
                        "r14", "r15", "rip", "eflags", "cs", "ss", "ds", "es", "fs", "gs");
        assertThat(registers.registers())
                .extracting(RegisterFile.Register::dwarf)
                .containsExactly(0, 3, 2, 1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 49, 51, 52, 53, 50, 54, 55);
        assertThat(registers.bytes()).isEqualTo(17 * 8 + 7 * 4);
        assertThat(registers.programCounter()).isEqualTo(16);
        assertThat(registers.stackPointer()).isEqualTo(7);
        assertThat(registers.framePointer()).isEqualTo(6);
        assertThat(registers.linkRegister()).isEmpty();
        assertThat(registers.calleeSaved()).containsExactlyInAnyOrder(3, 6, 12, 13, 14, 15);
    }

    @Test
    void spellsFlagsAsGdb() {
        StatusRegister flags = x86.registers().status();

        assertThat(flags.dwarf()).isEqualTo(49);
        assertThat(flags.text(0x246)).isEqualTo("[ PF ZF IF ]");
        assertThat(flags.text(0x2)).isEqualTo("[ ]");
        assertThat(flags.text(0x3f4fd7)).isEqualTo("[ CF PF AF ZF SF TF IF DF OF NT RF VM AC VIF VIP ID ]");
    }

    /** {@code elf_gregset_t}. */
    @Test
    void ordersACoresRegistersAsLinux() {
        assertThat(x86.coreRegisters())
                .extracting(CoreRegister::name)
                .containsExactly(
                        "r15",
                        "r14",
                        "r13",
                        "r12",
                        "rbp",
                        "rbx",
                        "r11",
                        "r10",
                        "r9",
                        "r8",
                        "rax",
                        "rcx",
                        "rdx",
                        "rsi",
                        "rdi",
                        "orig_rax",
                        "rip",
                        "cs",
                        "eflags",
                        "rsp",
                        "ss",
                        "fs_base",
                        "gs_base",
                        "ds",
                        "es",
                        "fs",
                        "gs");
        assertThat(x86.coreRegisters().get(15).unsavedValue()).isEqualTo(OptionalLong.of(-1));
        assertThat(x86.coreRegisters().get(21).unsavedValue()).isEmpty();
        assertThat(x86.coreRegisters().get(21).dwarf()).isEqualTo(58).isEqualTo(x86.threadPointer());
        assertThat(x86.coreRegisters().get(22).unsavedValue()).isEqualTo(OptionalLong.of(0));
        assertThat(x86.coreRegisters().get(26)).isEqualTo(new CoreRegister("gs", 55, OptionalLong.of(0)));
        assertThat(x86.coreRegisters().getFirst().dwarf()).isEqualTo(15);
        assertThat(x86.coreRegisters())
                .extracting(CoreRegister::dwarf)
                .as("no two alike")
                .doesNotHaveDuplicates();
    }

    @Test
    void tellsModeFromTheCodeSegment() {
        EntryFrame frame = x86.entryFrame().orElseThrow();

        assertThat(mode(frame, 0x10)).contains(EntryFrame.Mode.KERNEL);
        assertThat(mode(frame, 0x33)).contains(EntryFrame.Mode.USER);
        assertThat(mode(frame, 0x31)).as("ring 1").isEmpty();
        assertThat(mode(frame, 0x32)).as("ring 2").isEmpty();
        assertThat(mode(frame, 0)).as("the null selectors").isEmpty();
        assertThat(mode(frame, 3)).isEmpty();
        assertThat(mode(frame, 4)).contains(EntryFrame.Mode.KERNEL);
        assertThat(mode(frame, 0xff)).contains(EntryFrame.Mode.USER);
        assertThat(mode(frame, 0x100)).isEmpty();
        assertThat(mode(frame, -1)).isEmpty();
        assertThat(frame.modeOf(Registers.of(Map.of(16, 0x1000L))))
                .as("no code segment")
                .isEmpty();
        assertThat(frame.words()).isEqualTo(21);
        assertThat(frame.statusDistance(16)).isEqualTo(1);
        assertThat(frame.statusDistance(15)).isEqualTo(17);
    }

    private static Optional<EntryFrame.Mode> mode(EntryFrame frame, long cs) {
        return frame.modeOf(Registers.of(Map.of(51, cs)));
    }

    @ParameterizedTest
    @CsvSource({
        "0x10, 0x246, 0xffff800000001000, 0x18, KERNEL",
        "0x10, 0x246, 0xffff800000001000, 0x0, KERNEL",
        "0x33, 0x246, 0x7ffff000, 0x2b, USER",
        "0x33, 0x244, 0x7ffff000, 0x2b,",
        "0x33, 0x3fffff, 0x7ffff000, 0x2b, USER",
        "0x33, 0x400002, 0x7ffff000, 0x2b,",
        "0x33, 0x8000000000000002, 0x7ffff000, 0x2b,",
        "0x33, 0x246, 0x7ffff000, 0x28,",
        "0x33, 0x246, 0x7ffff000, 0xff, USER",
        "0x33, 0x246, 0x7ffff000, 0x103,",
        "0x33, 0x246, 0x7ffff000, 0x8000000000000003,",
        "0x10, 0x246, 0x7ffff000, 0x18,",
        "0x10, 0x246, 0xffff800000001000, 0x1b,",
        "0x31, 0x246, 0x7ffff000, 0x2b,"
    })
    void takesWordsForAnEntryFrameOnlyWhereAllAgree(String cs, String flags, String rsp, String ss, String mode) {
        long[] words = new long[21];
        words[17] = Long.parseUnsignedLong(cs.substring(2), 16);
        words[18] = Long.parseUnsignedLong(flags.substring(2), 16);
        words[19] = Long.parseUnsignedLong(rsp.substring(2), 16);
        words[20] = Long.parseUnsignedLong(ss.substring(2), 16);

        assertThat(x86.entryFrame().orElseThrow().mode().apply(words))
                .isEqualTo(Optional.ofNullable(mode).map(EntryFrame.Mode::valueOf));
    }

    /** As an assembler writes them: call rel32; call through a register, and through memory with each addressing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "9090e800010000",
                "9090909090ffd0",
                "90909090ff5008",
                "909090ff542408",
                "90ff9000010000",
                "ff142500000010",
                "9041ffd390ffd3"
            })
    void seesEachFormOfCall(String hex) {
        assertThat(x86.endsWithCall(HexFormat.of().parseHex(hex))).isTrue();
    }

    /** jmp rel32; jmp through a register; push; nothing; a call that ends earlier. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "9090e900010000",
                "9090909090ffe0",
                "9090909090fff0",
                "90909090909090",
                "e80001000090",
                "909090909090ff"
            })
    void takesNothingElseForACall(String hex) {
        byte[] bytes = HexFormat.of().parseHex("90909090" + hex);

        assertThat(x86.endsWithCall(bytes)).isFalse();
    }

    @Test
    void namesInstructionsAndRelocations() {
        assertThat(x86.systemCall()).containsExactly(0x0f, 0x05);
        assertThat(x86.systemCallReturn()).isEqualTo(OptionalInt.of(2));
        assertThat(List.of(0, 1, 2, 9, 10, 11, 12).stream()
                        .map(x86::absoluteRelocationWidth)
                        .toList())
                .containsExactly(0, 8, 0, 0, 4, 4, 0);
    }

    @Test
    void hasOneAddressLayout() {
        AddressLayout layout = x86.addressLayout(0xffff_ffff_fe80_1000L, 0x1000).orElseThrow();

        assertThat(layout.straightStart()).isEqualTo(0xffff_8000_0000_0000L);
        assertThat(layout.userEnd()).isEqualTo(0x0000_8000_0000_0000L);
        assertThat(layout.mapsLinux()).isTrue();
        assertThat(layout.root().structured()).isFalse();
        assertThat(layout.paging()).isEqualTo(PagingForm.x86(4));
    }

    @Test
    void keepsAnIdleThreadsRegistersInItsContext() {
        SavedContext context = x86.savedContext();

        assertThat(context.pointer()).isFalse();
        assertThat(context.returnOnStack()).isTrue();
        assertThat(context.slots())
                .containsExactlyInAnyOrderEntriesOf(Map.of(7, 0, 6, 8, 3, 16, 12, 40, 13, 48, 14, 56, 15, 64, 49, 72));
        assertThat(x86.panicArea().flagOffsets()).containsExactly(280, 232);
        assertThat(x86.panicArea().userMode().function()).isEqualTo("enter_user_mode");
    }
}
