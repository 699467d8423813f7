package org.mckernel.dump.symbol;

import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;

/** Addresses of an image's sections in memory. Addresses are unsigned. */
final class SectionRanges {
    private final long[] starts;
    private final long[] sizes;

    private SectionRanges(long[] starts, long[] sizes) {
        this.starts = starts;
        this.sizes = sizes;
    }

    static SectionRanges of(ElfFile elf) throws MalformedFileException {
        List<ElfSection> sections = elf.sections();
        long[] starts = new long[sections.size()];
        long[] sizes = new long[sections.size()];
        for (ElfSection section : sections) {
            if ((section.flags() & ElfSection.ALLOC) != 0) {
                starts[section.index()] = section.address();
                sizes[section.index()] = section.size();
            }
        }
        return new SectionRanges(starts, sizes);
    }

    /** True if the address is in that section. */
    boolean contains(int section, long address) {
        return section > 0
                && section < starts.length
                && Long.compareUnsigned(address - starts[section], sizes[section]) < 0;
    }

    /** Number of the first section that the address is in, or 0. */
    int containing(long address) {
        for (int i = 1; i < starts.length; i++) {
            if (contains(i, address)) {
                return i;
            }
        }
        return 0;
    }
}
