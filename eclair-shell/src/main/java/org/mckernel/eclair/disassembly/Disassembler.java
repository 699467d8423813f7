package org.mckernel.eclair.disassembly;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;

/** Turns machine code into text. */
public interface Disassembler {
    /** What to install where there is none. */
    String NEEDED = "needs a disassembler: install libcapstone4 (Debian) or binutils, whose objdump will do";

    /** Its name, for people. */
    String name();

    /**
     * The instructions in a piece of code. A byte that begins none is one of its own, {@code (bad)}, and so is
     * each byte of one that the code does not hold wholly.
     *
     * @param address of the first byte
     * @throws IOException when the disassembler itself fails
     */
    List<Instruction> instructions(byte[] code, long address) throws IOException;

    /** The best that this machine has for code of that processor; empty when it has none. */
    static Optional<Disassembler> find(Architecture architecture) {
        Optional<Disassembler> library = Capstone.open(architecture);
        return library.isPresent() ? library : Objdump.open(architecture);
    }
}
