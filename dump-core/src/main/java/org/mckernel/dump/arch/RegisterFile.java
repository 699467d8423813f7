package org.mckernel.dump.arch;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The registers of a processor, in the order in which gdb numbers them and in which McKernel's panic area holds them.
 *
 * @param registers all of them
 * @param programCounter DWARF number of the program counter (x86_64: the return address column)
 * @param stackPointer DWARF number
 * @param framePointer DWARF number
 * @param linkRegister DWARF number of the register in which a call leaves its return address; empty: on the stack
 * @param calleeSaved DWARF numbers of registers that a call preserves
 * @param status flags and processor state
 */
public record RegisterFile(
        List<Register> registers,
        int programCounter,
        int stackPointer,
        int framePointer,
        OptionalInt linkRegister,
        Set<Integer> calleeSaved,
        StatusRegister status) {
    /** Number of a register that has no DWARF number. */
    static final int WITHOUT_DWARF_NUMBER = 0x10000;

    /**
     * One register.
     *
     * @param name as gdb spells it
     * @param dwarf its number in debug information
     * @param bytes width in the panic area and in gdb's packets
     */
    public record Register(String name, int dwarf, int bytes) {}

    /** True if a called function preserves the register, by the platform's calling convention. */
    public boolean isCalleeSaved(int dwarf) {
        return calleeSaved.contains(dwarf);
    }

    /** Size in bytes of all registers. */
    public int bytes() {
        return registers.stream().mapToInt(Register::bytes).sum();
    }

    /** DWARF number of the register with that name; {@code pc}, {@code sp} and {@code fp} work everywhere. */
    public OptionalInt dwarfNumber(String name) {
        for (Register register : registers) {
            if (register.name().equals(name)) {
                return OptionalInt.of(register.dwarf());
            }
        }
        return switch (name) {
            case "pc" -> OptionalInt.of(programCounter);
            case "sp" -> OptionalInt.of(stackPointer);
            case "fp" -> OptionalInt.of(framePointer);
            default -> OptionalInt.empty();
        };
    }
}
