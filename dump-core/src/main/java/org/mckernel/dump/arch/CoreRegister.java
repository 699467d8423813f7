package org.mckernel.dump.arch;

import java.util.OptionalLong;

/**
 * A register in the note {@code NT_PRSTATUS} of a process's core file.
 *
 * @param name as gdb spells it
 * @param dwarf its DWARF number, or another that cannot clash with one
 * @param otherwise what a program has in it where the kernel saves nothing, as McKernel itself answers a debugger;
 *        empty where it may hold anything
 */
public record CoreRegister(String name, int dwarf, OptionalLong otherwise) {
    /** One that the kernel saves. */
    static CoreRegister saved(String name, int dwarf) {
        return new CoreRegister(name, dwarf, OptionalLong.empty());
    }
}
