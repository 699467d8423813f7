package org.mckernel.dump.format.mckdump;

import java.util.Arrays;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;

/**
 * The {@code physmem} sections, found in one pass over the section table: looking up each by name would take quadratic
 * time.
 */
final class MemorySections {
    private static final String PREFIX = "physmem";
    private static final int MOST_DIGITS = 9;

    /** The section of variants A and B, or null. */
    private ElfSection joined;
    /** {@code physchunks}, or null. */
    private ElfSection table;

    private long[] addresses = new long[0];
    private long[] offsets = new long[0];
    private long[] sizes = new long[0];
    private boolean[] there = new boolean[0];
    private int numbered;

    static MemorySections of(ElfFile file) throws MalformedFileException {
        MemorySections found = new MemorySections();
        List<ElfSection> all = file.sections();
        found.resize(all.size());
        for (ElfSection section : all) {
            found.take(section);
        }
        return found;
    }

    private void resize(int count) {
        addresses = Arrays.copyOf(addresses, count);
        offsets = Arrays.copyOf(offsets, count);
        sizes = Arrays.copyOf(sizes, count);
        there = Arrays.copyOf(there, count);
    }

    private void take(ElfSection section) {
        String name = section.name();
        if (name.equals("physchunks") && table == null) {
            table = section;
        } else if (name.equals(PREFIX) && joined == null) {
            joined = section;
        } else if (name.startsWith(PREFIX)) {
            int index = number(name);
            if (index >= 0 && index < there.length && !there[index]) {
                there[index] = true;
                addresses[index] = section.address();
                offsets[index] = section.offset();
                sizes[index] = section.noBits() ? 0 : section.size();
                numbered++;
            }
        }
    }

    /** The decimal number after the prefix, without padding; −1 when it is not a number. */
    private static int number(String name) {
        int digits = name.length() - PREFIX.length();
        if (digits < 1 || digits > MOST_DIGITS || (digits > 1 && name.charAt(PREFIX.length()) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = PREFIX.length(); i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    ElfSection joined() {
        return joined;
    }

    ElfSection table() {
        return table;
    }

    /** How many {@code physmem<i>} there are. */
    int numbered() {
        return numbered;
    }

    boolean has(int index) {
        return index < there.length && there[index];
    }

    long address(int index) {
        return addresses[index];
    }

    long offset(int index) {
        return offsets[index];
    }

    long size(int index) {
        return sizes[index];
    }
}
