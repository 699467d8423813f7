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
 * @param calleeSaved DWARF numbers of registers that a call leaves as they are
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
    /** Number of a register that DWARF has none for; it cannot clash with one. */
    static final int WITHOUT_DWARF_NUMBER = 0x10000;

    /**
     * One register.
     *
     * @param name as gdb spells it
     * @param dwarf its number in debug information
     * @param bytes width in the panic area and in gdb's packets
     */
    public record Register(String name, int dwarf, int bytes) {}

    /** True if a called function gives the register back unchanged, by the platform's calling convention. */
    public boolean keptByCalls(int dwarf) {
        return calleeSaved.contains(dwarf);
    }

    /** Bytes that the registers take one after the other. */
    public int bytes() {
        return registers.stream().mapToInt(Register::bytes).sum();
    }

    /** DWARF number of the register called so; {@code pc}, {@code sp} and {@code fp} work everywhere. */
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
