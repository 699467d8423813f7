package org.mckernel.testdumps.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.testdumps.elf.ElfMachine;
import org.mckernel.testdumps.elf.Notes;
import org.mckernel.testdumps.elf.VmcoreWriter;
import org.mckernel.testdumps.flattened.FlattenedWriter;
import org.mckernel.testdumps.kdump.Codec;
import org.mckernel.testdumps.kdump.KdumpWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;

/** Writes the vmcore of a machine, in one of the forms that there are. */
public enum VmcoreFile {
    /** As /proc/vmcore is: with all pages, also those that a dump tool would leave out. */
    ELF,
    /** As makedumpfile writes them, by how pages are compressed. */
    KDUMP_RAW,
    KDUMP_ZLIB,
    KDUMP_LZO,
    KDUMP_SNAPPY,
    KDUMP_ZSTD,
    /** Each page as another compression has it. */
    KDUMP_MIXED,
    /** The older diskdump. */
    DISKDUMP,
    /** A zlib one as a stream. */
    FLATTENED,
    /** An ELF one as a stream. */
    FLATTENED_ELF;

    /**
     * Writes the file.
     *
     * @param seconds when the machine panicked
     */
    public void write(McKernelMachine machine, long seconds, Path file) throws IOException {
        write(machine, seconds, file, file.resolveSibling(file.getFileName() + ".plain"));
    }

    /**
     * Writes the file.
     *
     * @param seconds when the machine panicked
     * @param scratch where the file that a stream is made from is written first
     */
    public void write(McKernelMachine machine, long seconds, Path file, Path scratch) throws IOException {
        Notes notes = Notes.of(ElfMachine.X86_64)
                .prstatus(1)
                .vmcoreinfo(machine.linux().vmcoreinfo());
        KdumpWriter kdump = KdumpWriter.of(machine.memory())
                .headerVersion(6)
                .sharedZeroPage()
                .utsname("c0123", machine.linux().release().text())
                .timestamp(seconds, 0)
                .notes(notes);
        switch (this) {
            case ELF ->
                VmcoreWriter.of(machine.memory())
                        .notes(notes)
                        .directMap(machine.linux().layout().directVirtual())
                        .write(file);
            case KDUMP_RAW -> kdump.codec(Codec.RAW).write(file);
            case KDUMP_ZLIB -> kdump.codec(Codec.ZLIB).write(file);
            case KDUMP_LZO -> kdump.codec(Codec.LZO).write(file);
            case KDUMP_SNAPPY -> kdump.codec(Codec.SNAPPY).write(file);
            case KDUMP_ZSTD -> kdump.codec(Codec.ZSTD).write(file);
            case KDUMP_MIXED -> kdump.mixedCodecs().write(file);
            case DISKDUMP -> kdump.diskdump().codec(Codec.ZLIB).write(file);
            case FLATTENED, FLATTENED_ELF -> {
                VmcoreFile plain = this == FLATTENED ? KDUMP_ZLIB : ELF;
                try {
                    plain.write(machine, seconds, scratch);
                    FlattenedWriter.of(scratch).write(file);
                } finally {
                    Files.deleteIfExists(scratch);
                }
            }
        }
    }
}
