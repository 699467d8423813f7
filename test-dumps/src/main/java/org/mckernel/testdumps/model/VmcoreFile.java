package org.mckernel.testdumps.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
    ELF(Optional.empty()),
    /** As makedumpfile writes them, by how pages are compressed. */
    KDUMP_RAW(Optional.of(Codec.RAW)), KDUMP_ZLIB(Optional.of(Codec.ZLIB)), KDUMP_LZO(
            Optional.of(Codec.LZO)), KDUMP_SNAPPY(Optional.of(Codec.SNAPPY)), KDUMP_ZSTD(Optional.of(Codec.ZSTD)),
    /** A zlib one as a stream. */
    FLATTENED(Optional.of(Codec.ZLIB));

    private final Optional<Codec> codec;

    VmcoreFile(Optional<Codec> codec) {
        this.codec = codec;
    }

    /**
     * Writes the file.
     *
     * @param seconds when the machine panicked
     */
    public void write(McKernelMachine machine, long seconds, Path file) throws IOException {
        Notes notes = Notes.of(ElfMachine.X86_64).prstatus(1).vmcoreinfo(machine.linux().vmcoreinfo());
        if (codec.isEmpty()) {
            VmcoreWriter.of(machine.memory()).notes(notes).directMap(machine.linux().layout().directVirtual()).write(
                    file);
            return;
        }
        KdumpWriter kdump = KdumpWriter.of(machine.memory()).headerVersion(6).codec(codec.get()).sharedZeroPage()
                .utsname("c0123", machine.linux().release().text()).timestamp(seconds, 0).notes(notes);
        if (this != FLATTENED) {
            kdump.write(file);
            return;
        }
        Path plain = Files.createTempFile(file.toAbsolutePath().getParent(), "vmcore", ".plain");
        try {
            kdump.write(plain);
            FlattenedWriter.of(plain).write(file);
        } finally {
            Files.deleteIfExists(plain);
        }
    }
}
