package org.mckernel.dump.format.elfcore;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.DumpFormat;

/** ELF64 vmcores, little endian, of the architectures McKernel runs on. */
public final class ElfCoreFormat implements DumpFormat {
    private static final Map<Integer, String> OTHER_MACHINES = Map.of(
            2,
            "SPARC",
            3,
            "i386",
            8,
            "MIPS",
            20,
            "PowerPC",
            21,
            "PowerPC64",
            22,
            "s390",
            40,
            "ARM",
            50,
            "IA-64",
            243,
            "RISC-V",
            258,
            "LoongArch");

    @Override
    public boolean recognises(ByteSource source) {
        try {
            return ElfHeader.magicAt0(source)
                    && source.size() >= 64
                    && source.u8(4) == 2
                    && source.u8(5) == 1
                    && source.u16(16) == ElfHeader.CORE
                    && source.u16(56) != 0;
        } catch (MalformedFileException _) {
            return false;
        }
    }

    @Override
    public Dump open(List<ByteSource> sources) throws IOException {
        if (sources.size() != 1) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.UNSUPPORTED,
                    sources.get(1).name(),
                    "%d files given, but an ELF vmcore is one file; give each alone".formatted(sources.size()));
        }
        ElfFile file = ElfFile.open(sources.getFirst());
        int machine = file.header().machine();
        Architecture architecture = Architecture.ofElfMachine(machine)
                .orElseThrow(() -> MalformedFileException.unsupported(
                        file.source(),
                        "vmcore of machine type e_machine %d (%s)"
                                .formatted(machine, OTHER_MACHINES.getOrDefault(machine, "unknown")),
                        "only x86_64 (62) and aarch64 (183) run McKernel"));
        return ElfCoreReader.read(file, architecture);
    }
}
