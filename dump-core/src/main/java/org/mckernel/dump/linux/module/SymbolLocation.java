package org.mckernel.dump.linux.module;

import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Location of the symbol table in {@code struct module}.
 *
 * @param pointer true if a pointer at {@code at} leads to the three fields, false if they are in the structure itself
 * @param at offset in {@code struct module} of that pointer, or of the base of the fields' offsets
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
