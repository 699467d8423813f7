package org.mckernel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes vmcores of a machine with several TiB of memory, nearly all of it zero (ELF, a sparse file) or left out
 * (kdump-compressed), to see what they cost the converter. FILE.options next to each FILE holds what to give the
 * converter to find McKernel without a search.
 */
public final class SparseVmcores {
    private static final long TIB = 1L << 40;

    private SparseVmcores() {}

    /**
     * Arguments: the directory, and optionally the TiB of the machine (default 4).
     *
     * @throws IOException when a file cannot be written
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: SparseVmcores DIRECTORY [TIB]");
            System.exit(2);
        }
        write(Path.of(args[0]), args.length == 2 ? Long.parseLong(args[1]) : 4);
    }

    static void write(Path directory, long tib) throws IOException {
        McKernelMachine machine = McKernelMachine.usual();
        SimulatedMemory memory = machine.memory();
        long above = Math.max(TIB, (memory.maxPfn() * memory.pageSize() + TIB - 1) / TIB * TIB);
        memory.ram(above, tib * TIB);
        Notes notes = Notes.of(ElfMachine.X86_64).vmcoreinfo(machine.linux().vmcoreinfo());
        String options = "--strategy given --page-set 0x%x --bootstrap 0x%x --kernel-base 0x%x%n"
                .formatted(machine.pageSetAddress(), machine.bootstrap().start(), machine.kernelBase());
        VmcoreWriter.of(memory).notes(notes).write(directory.resolve("sparse-elf.vmcore"));
        Files.writeString(directory.resolve("sparse-elf.vmcore.options"), options);
        memory.fate(above, tib * TIB, SimulatedMemory.Fate.EXCLUDED);
        KdumpWriter.of(memory).notes(notes).codec(Codec.ZLIB).write(directory.resolve("sparse-kdump.vmcore"));
        Files.writeString(directory.resolve("sparse-kdump.vmcore.options"), options);
    }
}
