package org.mckernel.dump.format.mckdump;

import java.util.List;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.format.DumpFormat;

/** mckdumps: ELF objects without program headers whose sections are named {@code physmem...}. */
public final class MckdumpFormat implements DumpFormat {
    /** The sections that identify an mckdump are before all memory sections. */
    private static final int SECTIONS_CHECKED = 16;

    @Override
    public boolean recognises(ByteSource source) {
        try {
            if (!ElfHeader.magicAt0(source) || source.size() < 64 || source.u8(4) != 2 || source.u8(5) != 1) {
                return false;
            }
            ElfFile file = ElfFile.open(source);
            if (file.header().type() != ElfHeader.RELOCATABLE || file.segmentCount() != 0) {
                return false;
            }
            // no e_machine: only an mckdump has that, even if its section table is lost
            return file.header().machine() == 0 || namesMemory(file);
        } catch (MalformedFileException _) {
            return false;
        }
    }

    private static boolean namesMemory(ElfFile file) throws MalformedFileException {
        int count = Math.min(file.sectionCount(), SECTIONS_CHECKED);
        for (int i = 1; i < count; i++) {
            String name = file.section(i).name();
            if (name.equals("physchunks") || name.equals("physmem")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Mckdump open(List<ByteSource> sources) throws MalformedFileException {
        if (sources.size() != 1) {
            throw new MalformedFileException(
                    MalformedFileException.Kind.UNSUPPORTED,
                    sources.get(1).name(),
                    "%d files given, but an mckdump is one file; give each alone".formatted(sources.size()));
        }
        return MckdumpReader.read(ElfFile.open(sources.getFirst()));
    }
}
