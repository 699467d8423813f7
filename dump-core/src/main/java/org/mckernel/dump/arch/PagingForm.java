package org.mckernel.dump.arch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Page tables as data: how a virtual address is cut into indices and how an entry is read.
 *
 * @param name for messages, for example {@code x86_64 4-level}
 * @param pageShift log2 of the smallest page
 * @param indexBits bits of each level's index, from the lowest level (leaf tables) up
 * @param signExtendFrom all address bits from this one up must be equal (x86_64: sign extension of the top translated
 *     bit; aarch64: all ones or all zeros above the translated bits)
 * @param halved whether the upper half of the addresses has a table of its own (aarch64: TTBR1); x86_64 has one table
 *        for both halves
 * @param addressMask bits of an entry that hold a physical address
 * @param validMask bits that mark a valid entry
 * @param validValue value of these bits
 * @param leafMask bits that mark a leaf above the lowest level
 * @param leafValue their value in such a leaf
 * @param highestLeafLevel highest level (0 = lowest) that may have a leaf
 * @param userMask bit of a leaf that user mode may access
 */
public record PagingForm(
        String name,
        int pageShift,
        List<Integer> indexBits,
        int signExtendFrom,
        boolean halved,
        long addressMask,
        long validMask,
        long validValue,
        long leafMask,
        long leafValue,
        int highestLeafLevel,
        long userMask) {
    private static final long X86_ADDRESS = 0x000f_ffff_ffff_f000L;
    private static final long ARM_ADDRESS_4K = 0x0000_ffff_ffff_f000L;
    private static final long ARM_ADDRESS_64K = 0x0000_ffff_ffff_0000L;

    /** Half of the addresses, by the bits above the translated ones. */
    public enum Half {
        /** All zeros: a process's. */
        LOWER,
        /** All ones: the kernel's. */
        UPPER
    }

    /** x86_64 with 4 or 5 levels: bit 0 present, bit 7 a large page (2 MiB, 1 GiB). */
    public static PagingForm x86(int levels) {
        List<Integer> bits = Collections.nCopies(levels, 9);
        return new PagingForm(
                "x86_64 " + levels + "-level", 12, bits, 11 + 9 * levels, false, X86_ADDRESS, 1, 1, 0x80, 0x80, 2, 4);
    }

    /**
     * aarch64 with 4 KiB or 64 KiB pages: low two bits 01 a block, 11 a table (or, at the lowest level, a page).
     *
     * @param vaBits virtual address bits (36 to 48)
     */
    public static PagingForm arm64(long pageSize, int vaBits) {
        int shift = Long.numberOfTrailingZeros(pageSize);
        int width = shift - 3;
        List<Integer> bits = new ArrayList<>();
        for (int left = vaBits - shift; left > 0; left -= width) {
            bits.add(Math.min(left, width));
        }
        long mask = shift == 16 ? ARM_ADDRESS_64K : ARM_ADDRESS_4K;
        return new PagingForm(
                "aarch64 %dK VA %d".formatted(pageSize >> 10, vaBits),
                shift,
                List.copyOf(bits),
                vaBits,
                true,
                mask,
                1,
                1,
                3,
                1,
                shift == 16 ? 1 : 2,
                0x40);
    }

    /** Number of levels. */
    public int levels() {
        return indexBits.size();
    }

    /** log2 of what one entry of {@code level} spans; level 0 is the lowest. */
    public int shift(int level) {
        int shift = pageShift;
        for (int i = 0; i < level; i++) {
            shift += indexBits.get(i);
        }
        return shift;
    }
}
