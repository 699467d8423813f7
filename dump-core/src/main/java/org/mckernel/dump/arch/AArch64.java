package org.mckernel.dump.arch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** 64-bit ARM with 4 KiB or 64 KiB pages. */
public record AArch64() implements Architecture {
    private static final int FP = 29;
    private static final int LINK = 30;
    private static final int SP = 31;
    private static final int PC = 32;
    private static final int THREAD_POINTER = 36;
    private static final long EL0T = 0;
    private static final long EL1T = 4;
    private static final long EL1H = 5;
    private static final long PSTATE_LEVEL = 0x1f;
    /** Bits 5, 13 to 19, 26, 27 and the upper half. */
    private static final long PSTATE_RESERVED = 0xffff_ffff_0c0f_e020L;

    private static final RegisterFile REGISTERS = registerFile();
    private static final SavedContext CONTEXT = context();
    private static final PanicArea PANIC_AREA = new PanicArea(
            "arm64_cpu_local_thread",
            "arm64_cpu_local_variables_span",
            List.of(160, 152, 136),
            new PanicArea.UserMode("", userMode(), Set.of()),
            List.of(),
            "kernel_mode_pf_regs");
    private static final EntryFrame ENTRY = entry();

    @Override
    public String name() {
        return "aarch64";
    }

    @Override
    public int elfMachine() {
        return 183;
    }

    @Override
    public long imageAlignment(long pageSize) {
        return pageSize == 0x10000 ? 0x10000 : 2L << 20;
    }

    @Override
    public long headOffset() {
        return 0;
    }

    @Override
    public List<String> ihkModuleNames() {
        return List.of("ihk_smp_arm64");
    }

    @Override
    public String kernelBaseSymbol() {
        return "arm64_kernel_phys_base";
    }

    @Override
    public Optional<String> physStartSymbol() {
        return Optional.of("arm64_st_phys_base");
    }

    @Override
    public int absoluteRelocationWidth(int type) {
        // R_AARCH64_ABS64, R_AARCH64_ABS32
        return type == 257 ? 8 : type == 258 ? 4 : 0;
    }

    @Override
    public Optional<AddressLayout> addressLayout(long kernelStart, long pageSize) {
        // All ones above the translated bits, and since Linux 5.4 one bit more.
        int bits = 64 - Long.numberOfLeadingZeros(~kernelStart);
        return AddressLayout.ARM64.stream()
                .filter(l -> 1L << l.paging().pageShift() == pageSize
                        && bits <= l.paging().signExtendFrom())
                .findFirst();
    }

    @Override
    public RegisterFile registers() {
        return REGISTERS;
    }

    @Override
    public SavedContext savedContext() {
        return CONTEXT;
    }

    @Override
    public PanicArea panicArea() {
        return PANIC_AREA;
    }

    private static RegisterFile registerFile() {
        List<RegisterFile.Register> all = new ArrayList<>();
        for (int i = 0; i <= 30; i++) {
            all.add(new RegisterFile.Register("x" + i, i, 8));
        }
        all.add(new RegisterFile.Register("sp", SP, 8));
        all.add(new RegisterFile.Register("pc", PC, 8));
        all.add(new RegisterFile.Register("cpsr", RegisterFile.WITHOUT_DWARF_NUMBER, 8));
        return new RegisterFile(
                List.copyOf(all),
                PC,
                SP,
                FP,
                OptionalInt.of(LINK),
                Set.of(19, 20, 21, 22, 23, 24, 25, 26, 27, 28, FP, LINK),
                new StatusRegister(RegisterFile.WITHOUT_DWARF_NUMBER, state()));
    }

    /** Arm Architecture Reference Manual for A-profile, C5.2: the saved program status. */
    private static List<StatusRegister.Field> state() {
        List<StatusRegister.Field> fields = new ArrayList<>();
        fields.add(new StatusRegister.Field("EL", 2, 2));
        fields.add(new StatusRegister.Field("BTYPE", 10, 2));
        Map.of("SP", 0, "nRW", 4, "F", 6, "I", 7, "A", 8, "D", 9, "SSBS", 12)
                .forEach((name, bit) -> fields.add(new StatusRegister.Field(name, bit, 1)));
        Map.of("IL", 20, "SS", 21, "PAN", 22, "UAO", 23, "DIT", 24, "TCO", 25, "V", 28, "C", 29, "Z", 30, "N", 31)
                .forEach((name, bit) -> fields.add(new StatusRegister.Field(name, bit, 1)));
        fields.sort(Comparator.comparingInt(StatusRegister.Field::shift));
        return fields;
    }

    /** {@code cpu_context} of {@code struct thread_info}: x19 to x28, frame pointer, stack pointer, program counter. */
    private static SavedContext context() {
        Map<Integer, Integer> slots = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            slots.put(19 + i, 8 * i);
        }
        slots.put(FP, 80);
        slots.put(SP, 88);
        slots.put(PC, 96);
        return new SavedContext(true, 16, 104, slots, false);
    }

    /** Frame pointer, stack pointer and program counter come from the thread's record, the others are zero, EL1h. */
    private static Map<Integer, Long> userMode() {
        Map<Integer, Long> values = new HashMap<>();
        for (int i = 0; i < FP; i++) {
            values.put(i, 0L);
        }
        values.put(LINK, 0L);
        values.put(RegisterFile.WITHOUT_DWARF_NUMBER, EL1H);
        return values;
    }

    /** x0 to x30, sp, pc, pstate, from the lowest address. */
    private static EntryFrame entry() {
        Map<Integer, Integer> slots = new HashMap<>();
        for (int i = 0; i <= PC; i++) {
            slots.put(i, i);
        }
        slots.put(RegisterFile.WITHOUT_DWARF_NUMBER, PC + 1);
        return new EntryFrame(PC + 2, slots, RegisterFile.WITHOUT_DWARF_NUMBER, AArch64::level, AArch64::interrupted);
    }

    /** The state has no reserved bit set, and its exception level is valid. */
    private static Optional<EntryFrame.Mode> level(long pstate) {
        long level = pstate & PSTATE_LEVEL;
        if ((pstate & PSTATE_RESERVED) != 0 || (level != EL0T && level != EL1T && level != EL1H)) {
            return Optional.empty();
        }
        return Optional.of(level == EL0T ? EntryFrame.Mode.USER : EntryFrame.Mode.KERNEL);
    }

    /** The stack pointer is aligned and belongs to the level. */
    private static Optional<EntryFrame.Mode> interrupted(long[] words) {
        return level(words[PC + 1])
                .filter(m -> (words[SP] & 15) == 0 && words[SP] < 0 == (m == EntryFrame.Mode.KERNEL));
    }

    /** x0 to x30, sp, pc, pstate. */
    @Override
    public List<CoreRegister> coreRegisters() {
        return REGISTERS.registers().stream()
                .map(r -> CoreRegister.saved(r.name(), r.dwarf()))
                .toList();
    }

    /** SVC #0. */
    @Override
    public byte[] systemCall() {
        return new byte[] {0x01, 0x00, 0x00, (byte) 0xd4};
    }

    @Override
    public OptionalInt systemCallReturn() {
        return OptionalInt.empty();
    }

    /** TPIDR_EL0. */
    @Override
    public int threadPointer() {
        return THREAD_POINTER;
    }

    /** NT_ARM_TLS. */
    @Override
    public OptionalInt threadPointerNote() {
        return OptionalInt.of(0x401);
    }

    @Override
    public Optional<EntryFrame> entryFrame() {
        return Optional.of(ENTRY);
    }

    /** BL (100101 and a distance) or BLR (1101011000111111000000 and a register), little endian. */
    @Override
    public boolean endsWithCall(byte[] before) {
        int end = before.length;
        int word = (before[end - 1] & 0xff) << 24
                | (before[end - 2] & 0xff) << 16
                | (before[end - 3] & 0xff) << 8
                | (before[end - 4] & 0xff);
        return word >>> 26 == 0x25 || (word & 0xffff_fc1f) == 0xd63f_0000;
    }
}
