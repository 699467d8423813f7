package org.mckernel.dump.arch;

import java.util.OptionalLong;

/**
 * A register in the note {@code NT_PRSTATUS} of a process's core file.
 *
 * @param name as gdb spells it
 * @param dwarf its DWARF number, or a number that DWARF does not use
 * @param unsavedValue value when the kernel does not save it, as McKernel itself reports to a debugger; empty when it
 *        is unknown
 */
public record CoreRegister(String name, int dwarf, OptionalLong unsavedValue) {
    /** A register that the kernel saves. */
    static CoreRegister saved(String name, int dwarf) {
        return new CoreRegister(name, dwarf, OptionalLong.empty());
    }
}
