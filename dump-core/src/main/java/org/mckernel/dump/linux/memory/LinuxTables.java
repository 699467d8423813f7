package org.mckernel.dump.linux.memory;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.mckernel.dump.arch.PagingForm;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

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

    static final long HUGE_PAGE = 2L << 20;

    /** Values of phys_base to try at most. */
    static final long MAX_GUESSES = 1L << 19;

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
     * The first place from {@code from} on where x86_64's top table may be: present, and as far from a border of 2 MiB
     * as its virtual address is, since the kernel is moved in steps of 2 MiB. Absent memory is stepped over whole.
     *
     * @return −1 when there is none
     */
    static long nextX86Root(PhysicalMemory memory, long rootVirtual, long from) {
        long within = rootVirtual & (HUGE_PAGE - 1);
        long end = memory.end();
        long place = place(from, within);
        long present = memory.nextPresent(place, end);
        while (present >= 0 && present != place) {
            place = place(present, within);
            present = memory.nextPresent(place, end);
        }
        return present;
    }

    private static long place(long from, long within) {
        return ((from - within + HUGE_PAGE - 1) & -HUGE_PAGE) + within;
    }

    /** The phys_base that puts the top table there. */
    static long x86PhysBase(long rootVirtual, long rootPhysical) {
        return rootPhysical - (rootVirtual - X86_KERNEL_MAP);
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
