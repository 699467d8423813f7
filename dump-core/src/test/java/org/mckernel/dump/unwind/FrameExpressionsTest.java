package org.mckernel.dump.unwind;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.address.TableMemory;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.arch.RegisterFile;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.dwarf.cfi.CallFrameRow;
import org.mckernel.dump.dwarf.cfi.CallFrames;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.TinyElf;

/**
 * Call-frame information with expressions, as gcc 12, GNU ld 2.40 and glibc 2.36 write it. Registers and stacks are
 * those that gdb 13.1 showed of running programs, and so are the callers.
 */
class FrameExpressionsTest {
    private static final int RIP = 16;
    private static final int RSP = 7;
    private static final int RBP = 6;
    private static final int RBX = 3;
    private static final int R12 = 12;
    private static final RegisterFile FILE = new X86_64().registers();

    /** Where Linux puts a position-independent program, and the C library, without randomisation. */
    private static final long PROGRAM = 0x5555_5555_4000L;

    private static final long LIBC = 0x7fff_f7dd_5000L;

    /** The table's entries of a program linked with {@code -z lazy}, 0x1020 to 0x1060; .eh_frame + 0x30. */
    private static final String PLT = "1400000000000000017a5200017810011b0c070890010000240000001c00000090efffff"
            + "40000000000e10460e184a0f0b770880003f1a3b2a33242200000000";

    private static final long PLT_ADDRESS = 0x2040 + 0x30;

    /** {@code __restore_rt} of Debian's libc6 2.36-9+deb12u14, 0x3c04f to 0x3c059; .eh_frame + 0x252c. */
    private static final String SIGNAL = "1000000000000000017a525300017810011b00007800000018000000c70be9ff0a000000"
            + "000f0477a0010610080277281009027730100a027738100b0377c000100c0377c800100d"
            + "0377d000100e0377d800100f0377e00010050377e80010040377f00010060377f8001003"
            + "0377800110010377880110000377900110020377980110070377a00110100377a8010000";

    private static final long SIGNAL_ADDRESS = 0x1a_8f40 + 0x252c;

    /** A function with an aligned variable and {@code alloca}, of {@code -mstackrealign}: 0x112f to 0x1188. */
    private static final String REALIGNED = "1400000000000000017a5200017810011b0c070890010000300000001c0000009ff0ffff"
            + "5900000000450c0a004c1006027600440f03767006100c027678451003027668770c0a00"
            + "470c0708";

    private static final long REALIGNED_ADDRESS = 0x2040 + 0x30;

    @TempDir
    Path dir;

    private Unwinder.Step step(String section, long address, long shift, Frame frame, VirtualMemory memory)
            throws Exception {
        return rules(section, address, shift, frame, memory).orElseThrow();
    }

    private Optional<Unwinder.Step> rules(String section, long address, long shift, Frame frame, VirtualMemory memory)
            throws Exception {
        Path file = new TinyElf(3, 62)
                .section(".eh_frame", 1, 2, address, HexFormat.of().parseHex(section))
                .write(dir.resolve("file"));
        try (MappedFile mapped = MappedFile.open(file)) {
            CallFrameRow row = CallFrames.of(ElfFile.open(mapped))
                    .row(frame.lookupPc() - shift)
                    .orElseThrow();
            return new FrameRules(new X86_64(), memory).apply(frame, row);
        }
    }

    private static Frame frame(boolean exact, Map<Integer, Long> registers) {
        return new Frame(
                registers.get(RIP), Registers.of(registers), OptionalLong.empty(), FrameTrust.REGISTERS, exact, false);
    }

    /** Words at an address of the stack; the page around them is all there is. */
    private static VirtualMemory stack(long address, long... words) {
        TableMemory memory = new TableMemory(0x2000).has(0, 0x2000);
        long page = address & -0x1000;
        for (int i = 0; i < words.length; i++) {
            memory.entry(address - page, i, words[i]);
        }
        return memory.at(page);
    }

    /** Each entry pushes a word between its second and third instruction, and the first one two in all. */
    @ParameterizedTest
    @CsvSource({
        "555555555040, 7fffffffe6c8, 55555555518b, 7fffffffe7e8, 0",
        "555555555046, 7fffffffe6c8, 55555555518b, 7fffffffe7e8, 0",
        "55555555504b, 7fffffffe6c0, 1, 55555555518b, 7fffffffe7e8",
        "555555555020, 7fffffffe6c0, 1, 55555555518b, 7fffffffe7e8",
        "555555555026, 7fffffffe6b8, 7ffff7ffe2e0, 1, 55555555518b",
    })
    void leavesAnEntryOfTheProcedureLinkageTable(String pc, String sp, String w0, String w1, String w2)
            throws Exception {
        long stack = Long.parseLong(sp, 16);
        VirtualMemory memory = stack(stack, Long.parseLong(w0, 16), Long.parseLong(w1, 16), Long.parseLong(w2, 16));
        Frame frame = frame(true, Map.of(RIP, Long.parseLong(pc, 16), RSP, stack, RBX, 0x7fff_ffff_e7e8L));

        Unwinder.Step step = step(PLT, PLT_ADDRESS, PROGRAM, frame, memory);

        assertThat(step.frame().cfa()).hasValue(0x7fff_ffff_e6d0L);
        Registers caller = step.caller().orElseThrow().registers();
        assertThat(caller.get(RIP)).hasValue(0x5555_5555_518bL);
        assertThat(caller.get(RSP)).hasValue(0x7fff_ffff_e6d0L);
        assertThat(caller.get(RBX)).hasValue(0x7fff_ffff_e7e8L);
        assertThat(step.caller().orElseThrow().exact()).isFalse();
    }

    @Test
    void leavesASignalHandlersReturn() throws Exception {
        long stack = 0x7fff_ffff_d900L;
        VirtualMemory memory = stack(
                stack,
                0x7,
                0,
                0,
                0,
                0,
                0x7fff_ffff_e620L,
                0x7fff_f7fc_e6d0L,
                0x7fff_f7de_a410L,
                0x246,
                0xa,
                0x7fff_ffff_e7f8L,
                0x5555_5555_7dd8L,
                0x7fff_f7ff_d020L,
                0x5895,
                0x5895,
                0x1,
                0x5895,
                0xa,
                0,
                0x7fff_f7e5_feecL,
                0x7fff_ffff_e680L,
                0x7fff_f7e5_feecL);
        // after the handler's return address, so that the address looked up is the one before
        Frame frame = frame(false, Map.of(RIP, 0x7fff_f7e1_1050L, RSP, stack, RBP, 1L, RBX, 0x5895L));

        Unwinder.Step step = step(SIGNAL, SIGNAL_ADDRESS, LIBC, frame, memory);

        assertThat(step.frame().cfa()).hasValue(0x7fff_ffff_e680L);
        assertThat(step.frame().exact()).isTrue();
        Unwinder.Caller caller = step.caller().orElseThrow();
        assertThat(caller.exact()).isTrue();
        Map<String, Long> found = new HashMap<>();
        FILE.registers().forEach(r -> caller.registers().get(r.dwarf()).ifPresent(v -> found.put(r.name(), v)));
        assertThat(found)
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("rax", 0L),
                        Map.entry("rdx", 0xaL),
                        Map.entry("rcx", 0x7fff_f7e5_feecL),
                        Map.entry("rbx", 0x5895L),
                        Map.entry("rsi", 0x5895L),
                        Map.entry("rdi", 0x5895L),
                        Map.entry("rbp", 1L),
                        Map.entry("rsp", 0x7fff_ffff_e680L),
                        Map.entry("r8", 0x7fff_ffff_e620L),
                        Map.entry("r9", 0x7fff_f7fc_e6d0L),
                        Map.entry("r10", 0x7fff_f7de_a410L),
                        Map.entry("r11", 0x246L),
                        Map.entry("r12", 0xaL),
                        Map.entry("r13", 0x7fff_ffff_e7f8L),
                        Map.entry("r14", 0x5555_5555_7dd8L),
                        Map.entry("r15", 0x7fff_f7ff_d020L),
                        Map.entry("rip", 0x7fff_f7e5_feecL)));
    }

    /** Without the stack that the expressions read, the frame address is not known, and nothing is guessed. */
    @Test
    void saysNothingWhereTheStackIsNotInTheDump() throws Exception {
        long stack = 0x7fff_ffff_d900L;
        VirtualMemory elsewhere = stack(0x1000, 0);
        Frame frame = frame(false, Map.of(RIP, 0x7fff_f7e1_1050L, RSP, stack));

        assertThat(rules(SIGNAL, SIGNAL_ADDRESS, LIBC, frame, elsewhere)).isEmpty();
    }

    /** A register that the expression needs and that a call may have changed is not taken for known. */
    @Test
    void doesNotComputeWithRegistersThatCallsChange() throws Exception {
        long stack = 0x7fff_ffff_e6c8L;
        Registers carried = Registers.of(Map.of(RIP, 0x5555_5555_5040L), Map.of(RSP, stack));
        Frame frame = new Frame(0x5555_5555_5040L, carried, OptionalLong.empty(), FrameTrust.REGISTERS, true, false);

        assertThat(rules(PLT, PLT_ADDRESS, PROGRAM, frame, stack(stack, 0x5555_5555_518bL)))
                .isEmpty();
    }

    @Test
    void leavesAFunctionThatRealignedItsStack() throws Exception {
        long base = 0x7fff_ffff_e670L;
        long returns = 0x5555_5555_5194L;
        VirtualMemory memory =
                stack(base - 32, 0, 0x7fff_ffff_e7d8L, 0x7fff_ffff_e6c0L, 0, 1, returns, 0, 0, 0, 0, 0, 0, 0, returns);
        Frame frame = frame(
                false,
                Map.of(
                        RIP,
                        0x5555_5555_516dL,
                        RSP,
                        0x7fff_ffff_e5f0L,
                        RBP,
                        base,
                        RBX,
                        0x7fff_ffff_e7d8L,
                        R12,
                        0x7fff_ffff_e5f0L));

        Unwinder.Step step = step(REALIGNED, REALIGNED_ADDRESS, PROGRAM, frame, memory);

        assertThat(step.frame().cfa()).hasValue(0x7fff_ffff_e6c0L);
        Registers caller = step.caller().orElseThrow().registers();
        assertThat(caller.get(RIP)).hasValue(0x5555_5555_5194L);
        assertThat(caller.get(RSP)).hasValue(0x7fff_ffff_e6c0L);
        assertThat(caller.get(RBP)).hasValue(1);
        assertThat(caller.get(RBX)).hasValue(0x7fff_ffff_e7d8L);
        assertThat(caller.get(R12)).hasValue(0);
    }
}
