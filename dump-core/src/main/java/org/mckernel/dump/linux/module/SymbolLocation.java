package org.mckernel.dump.linux.module;

import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Where {@code struct module} keeps its symbol table.
 *
 * @param pointer true if a pointer at {@code at} leads to the three fields, false if they stand in the structure itself
 * @param at offset in {@code struct module} of that pointer, or of what the fields' offsets count from
 * @param symbols offset of the pointer to the symbols (ELF's {@code Elf64_Sym})
 * @param count offset of their number, an unsigned 32-bit integer
 * @param strings offset of the pointer to their names
 */
public record SymbolLocation(boolean pointer, long at, long symbols, long count, long strings) {
    /** Reads the table of the module at {@code module}. */
    public ModuleSymbols read(KernelMemory memory, long module) throws LinuxSideException {
        long base = pointer ? memory.i64(module + at) : module + at;
        return ModuleSymbols.read(
                memory, memory.i64(base + symbols), memory.u32(base + count), memory.i64(base + strings));
    }
}
