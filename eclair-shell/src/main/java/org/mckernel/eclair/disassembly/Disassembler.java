package org.mckernel.eclair.disassembly;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;

/** Disassembles machine code. */
public interface Disassembler {
    /** Advice on what to install when there is none. */
    String NEEDED = "needs a disassembler: install libcapstone4 (Debian) or binutils (objdump)";

    /** Its name, for users. */
    String name();

    /**
     * The instructions in a piece of code. A byte that is not the start of an instruction is shown as {@code (bad)},
     * and so is each byte of an incomplete instruction at the end.
     *
     * @param address of the first byte
     * @throws IOException when the disassembler itself fails
     */
    List<Instruction> instructions(byte[] code, long address) throws IOException;

    /** The best disassembler on this machine for that architecture; empty when there is none. */
    static Optional<Disassembler> find(Architecture architecture) {
        Optional<Disassembler> library = Capstone.open(architecture);
        return library.isPresent() ? library : Objdump.open(architecture);
    }
}
