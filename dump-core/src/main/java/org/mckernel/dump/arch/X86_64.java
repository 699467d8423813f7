package org.mckernel.dump.arch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** AMD64, Intel 64. */
public record X86_64() implements Architecture {
    private static final int RBX = 3;
    private static final int RSI = 4;
    private static final int RDI = 5;
    private static final int RBP = 6;
    private static final int RSP = 7;
    private static final int RIP = 16;
    private static final int EFLAGS = 49;
    private static final int CS = 51;
    private static final int SS = 52;
    private static final int FS_BASE = 58;
    private static final int GS_BASE = 59;
    /** Number of the requested system call; −1 for none. */
    private static final int ORIG_RAX = RegisterFile.WITHOUT_DWARF_NUMBER;

    private static final List<String> WORDS = List.of(
            "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12", "r13", "r14",
            "r15", "rip");
    private static final int[] WORD_NUMBERS = {0, RBX, 2, 1, RSI, RDI, RBP, RSP, 8, 9, 10, 11, 12, 13, 14, 15, RIP};
    private static final List<String> HALVES = List.of("eflags", "cs", "ss", "ds", "es", "fs", "gs");
    private static final int[] HALF_NUMBERS = {EFLAGS, 51, 52, 53, 50, 54, 55};
    private static final RegisterFile REGISTERS = registerFile();
    /** Offsets in {@code struct context}; rsi and rdi there are the arguments of the switch, so they are not listed. */
    private static final SavedContext CONTEXT = new SavedContext(
            false, 0, 80, Map.of(RSP, 0, RBP, 8, RBX, 16, 12, 40, 13, 48, 14, 56, 15, 64, EFLAGS, 72), true);

    private static final EntryFrame ENTRY = entry();
    private static final List<CoreRegister> CORE = core();
    /**
     * The stacks are those that the task state segment at offset 176 points to: rsp0, and the seven of its interrupt
     * stack table.
     */
    private static final PanicArea PANIC_AREA = new PanicArea(
            "x86_cpu_local_variables",
            "x86_cpu_local_variables_span",
            List.of(280, 232),
            new PanicArea.UserMode("enter_user_mode", Map.of(), Set.of(12, 13, 14, 15, EFLAGS, CS, SS)),
            List.of(180, 212, 220, 228, 236, 244, 252, 260),
            "");

    @Override
    public String name() {
        return "x86_64";
    }

    @Override
    public int elfMachine() {
        return 62;
    }

    @Override
    public long imageAlignment(long pageSize) {
        return 2L << 20;
    }

    @Override
    public long headOffset() {
        return 0x1000;
    }

    @Override
    public List<String> ihkModuleNames() {
        return List.of("ihk_smp_x86_64", "ihk_smp_x86");
    }

    @Override
    public String kernelBaseSymbol() {
        return "x86_kernel_phys_base";
    }

    @Override
    public Optional<String> physStartSymbol() {
        return Optional.empty();
    }

    @Override
    public int absoluteRelocationWidth(int type) {
        // R_X86_64_64; R_X86_64_32, R_X86_64_32S
        return type == 1 ? 8 : type == 10 || type == 11 ? 4 : 0;
    }

    @Override
    public Optional<AddressLayout> addressLayout(long kernelStart, long pageSize) {
        return Optional.of(AddressLayout.X86_64);
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

    private static List<CoreRegister> core() {
        List<CoreRegister> all = new ArrayList<>();
        for (String name : List.of(
                "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi",
                "rdi")) {
            all.add(CoreRegister.saved(name, WORD_NUMBERS[WORDS.indexOf(name)]));
        }
        all.add(new CoreRegister("orig_rax", ORIG_RAX, OptionalLong.of(-1)));
        all.addAll(List.of(
                CoreRegister.saved("rip", RIP),
                CoreRegister.saved("cs", CS),
                CoreRegister.saved("eflags", EFLAGS),
                CoreRegister.saved("rsp", RSP),
                CoreRegister.saved("ss", SS),
                CoreRegister.saved("fs_base", FS_BASE)));
        all.add(new CoreRegister("gs_base", GS_BASE, OptionalLong.of(0)));
        for (String name : List.of("ds", "es", "fs", "gs")) {
            all.add(new CoreRegister(name, HALF_NUMBERS[HALVES.indexOf(name)], OptionalLong.of(0)));
        }
        return List.copyOf(all);
    }

    private static RegisterFile registerFile() {
        List<RegisterFile.Register> all = new ArrayList<>();
        for (int i = 0; i < WORDS.size(); i++) {
            all.add(new RegisterFile.Register(WORDS.get(i), WORD_NUMBERS[i], 8));
        }
        for (int i = 0; i < HALVES.size(); i++) {
            all.add(new RegisterFile.Register(HALVES.get(i), HALF_NUMBERS[i], 4));
        }
        return new RegisterFile(
                List.copyOf(all),
                RIP,
                RSP,
                RBP,
                OptionalInt.empty(),
                Set.of(RBX, RBP, 12, 13, 14, 15),
                new StatusRegister(EFLAGS, flags()));
    }

    /** Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 3.4.3. */
    private static List<StatusRegister.Field> flags() {
        List<StatusRegister.Field> flags = new ArrayList<>();
        Map.of("CF", 0, "PF", 2, "AF", 4, "ZF", 6, "SF", 7, "TF", 8, "IF", 9, "DF", 10, "OF", 11, "NT", 14)
                .forEach((name, bit) -> flags.add(new StatusRegister.Field(name, bit, 1)));
        Map.of("RF", 16, "VM", 17, "AC", 18, "VIF", 19, "VIP", 20, "ID", 21)
                .forEach((name, bit) -> flags.add(new StatusRegister.Field(name, bit, 1)));
        flags.sort(Comparator.comparingInt(StatusRegister.Field::shift));
        return flags;
    }

    /** r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi error rip cs flags rsp ss, from the lowest address. */
    private static EntryFrame entry() {
        return new EntryFrame(
                21,
                Map.ofEntries(
                        Map.entry(15, 0),
                        Map.entry(14, 1),
                        Map.entry(13, 2),
                        Map.entry(12, 3),
                        Map.entry(RBP, 4),
                        Map.entry(RBX, 5),
                        Map.entry(11, 6),
                        Map.entry(10, 7),
                        Map.entry(9, 8),
                        Map.entry(8, 9),
                        Map.entry(0, 10),
                        Map.entry(2, 11),
                        Map.entry(1, 12),
                        Map.entry(RSI, 13),
                        Map.entry(RDI, 14),
                        Map.entry(RIP, 16),
                        Map.entry(CS, 17),
                        Map.entry(EFLAGS, 18),
                        Map.entry(RSP, 19),
                        Map.entry(SS, 20)),
                CS,
                X86_64::level,
                X86_64::interrupted);
    }

    /** The lowest two bits of a code segment are the privilege level. */
    private static Optional<EntryFrame.Mode> level(long cs) {
        if (cs <= 3 || cs >= 0x100) {
            return Optional.empty();
        }
        return switch ((int) (cs & 3)) {
            case 0 -> Optional.of(EntryFrame.Mode.KERNEL);
            case 3 -> Optional.of(EntryFrame.Mode.USER);
            default -> Optional.empty();
        };
    }

    /**
     * Selectors are small and of one privilege level, flags have bit 1 and no high bits set, and the kernel's stack is
     * a kernel address.
     */
    private static Optional<EntryFrame.Mode> interrupted(long[] words) {
        Optional<EntryFrame.Mode> mode = level(words[17]);
        long flags = words[18];
        long ss = words[20];
        if ((flags & 2) == 0 || flags < 0 || flags >= 1 << 22 || ss < 0 || ss >= 0x100) {
            return Optional.empty();
        }
        return mode.filter(m -> m == EntryFrame.Mode.USER ? (ss & 3) == 3 : (ss & 3) == 0 && words[19] < 0);
    }

    @Override
    public List<CoreRegister> coreRegisters() {
        return CORE;
    }

    /** SYSCALL. */
    @Override
    public byte[] systemCall() {
        return new byte[] {0x0f, 0x05};
    }

    /** rcx. */
    @Override
    public OptionalInt systemCallReturn() {
        return OptionalInt.of(2);
    }

    @Override
    public int threadPointer() {
        return FS_BASE;
    }

    @Override
    public OptionalInt threadPointerNote() {
        return OptionalInt.empty();
    }

    @Override
    public Optional<EntryFrame> entryFrame() {
        return Optional.of(ENTRY);
    }

    /** E8 with a 32-bit distance, or FF /2 with its operand of 0 to 5 bytes, with an optional REX prefix. */
    @Override
    public boolean endsWithCall(byte[] before) {
        int end = before.length;
        if (before[end - 5] == (byte) 0xe8) {
            return true;
        }
        for (int length : new int[] {2, 3, 4, 6, 7}) {
            if (before[end - length] == (byte) 0xff && (before[end - length + 1] & 0x38) == 0x10) {
                return true;
            }
        }
        return false;
    }
}
