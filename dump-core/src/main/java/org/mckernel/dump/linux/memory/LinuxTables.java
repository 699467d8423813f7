package org.mckernel.dump.linux.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.format.Vmcoreinfo;

/**
 * One candidate for the kernel's page tables; a candidate is verified by translating the kernel's own text.
 *
 * @param form form of the tables
 * @param root physical address of the top table
 * @param clearBits bits of entries that are not part of the address
 * @param textOffset virtual minus physical address of the kernel's image
 * @param source where the values come from, for users
 */
record LinuxTables(PagingForm form, long root, long clearBits, long textOffset, String source) {
    /** x86_64: virtual address that the kernel's image is linked against (its first byte is at phys_base). */
    private static final long X86_KERNEL_MAP = 0xffff_ffff_8000_0000L;

    private static final long HUGE_PAGE = 2L << 20;
    private static final long MAX_GUESSES = 1L << 19;

    /** x86_64 with a known phys_base; both table depths when the depth is unknown. */
    static List<LinuxTables> x86(Vmcoreinfo info, long rootVirtual, long physBase, String source) {
        OptionalLong fiveLevel = info.number("pgtable_l5_enabled");
        List<Integer> depths = List.of(4, 5);
        if (fiveLevel.isPresent()) {
            depths = List.of(fiveLevel.getAsLong() == 0 ? 4 : 5);
        }
        long textOffset = X86_KERNEL_MAP - physBase;
        long clear = info.number("sme_mask").orElse(0);
        return depths.stream()
                .map(levels -> new LinuxTables(
                        PagingForm.x86(levels),
                        rootVirtual - textOffset,
                        clear,
                        textOffset,
                        "phys_base 0x" + Long.toHexString(physBase) + " " + source))
                .toList();
    }

    /**
     * How many values of phys_base can be tried for a dump that ends at {@code end}: the kernel is placed in steps of 2
     * MiB.
     */
    static long x86Guesses(long end) {
        return end < 0 ? MAX_GUESSES : Math.min(end / HUGE_PAGE + 1, MAX_GUESSES);
    }

    /** The n-th value of phys_base to try: 0 first, then every possible address of the top table, upwards. */
    static long x86Guess(long rootVirtual, long n) {
        if (n == 0) {
            return 0;
        }
        long lowest = (rootVirtual & (HUGE_PAGE - 1)) + (n - 1) * HUGE_PAGE;
        return lowest - (rootVirtual - X86_KERNEL_MAP);
    }

    /**
     * aarch64. The compiled-in number of address bits and the one in use may differ (52 against 48), so both and the
     * usual ones are tried.
     */
    static List<LinuxTables> arm64(Vmcoreinfo info, long rootVirtual, long pageSize, long imageOffset) {
        Set<Long> bits = new LinkedHashSet<>();
        info.number("VA_BITS").ifPresent(bits::add);
        info.number("TCR_EL1_T1SZ").ifPresent(size -> bits.add(64 - size));
        bits.add(48L);
        bits.add(39L);
        bits.add(42L);
        List<LinuxTables> guesses = new ArrayList<>();
        for (long vaBits : bits) {
            if (vaBits >= 36 && vaBits <= 52) {
                guesses.add(new LinuxTables(
                        PagingForm.arm64(pageSize, (int) vaBits),
                        rootVirtual - imageOffset,
                        0,
                        imageOffset,
                        "kimage_voffset 0x" + Long.toHexString(imageOffset)));
            }
        }
        return guesses;
    }
}
