package org.mckernel.testdumps.linux;

/**
 * Where Linux put itself.
 *
 * @param processor x86_64 or aarch64
 * @param pageSize bytes
 * @param vaBits virtual address bits: 48 (4 levels) or 57 (5 levels) on x86_64; 39, 42 or 48 on aarch64
 * @param slide KASLR's shift of the kernel's virtual address: KERNELOFFSET
 * @param kernelVirtual address of the first byte of text, slide included
 * @param kernelPhysical where that byte is
 * @param directVirtual base of the direct map
 * @param directPhysical physical address of the base: 0 on x86_64, PHYS_OFFSET on aarch64
 * @param modulesVirtual where modules are loaded
 * @param ram bytes of RAM
 */
public record LinuxLayout(
        Processor processor,
        int pageSize,
        int vaBits,
        long slide,
        long kernelVirtual,
        long kernelPhysical,
        long directVirtual,
        long directPhysical,
        long modulesVirtual,
        long ram) {
    private static final long KERNEL_MAP = 0xffff_ffff_8000_0000L;
    private static final long DEFAULT_RAM = 64L << 20;

    /** 64 MiB, 4 levels, no KASLR: text at 16 MiB, phys_base 0, direct map at 0xffff888000000000. */
    public static LinuxLayout x86() {
        return x86(4, 0, 0x100_0000, 0xffff_8880_0000_0000L);
    }

    /** 64 MiB, 4 levels, everything moved: phys_base is negative, as it usually is with KASLR. */
    public static LinuxLayout x86Kaslr() {
        return x86(4, 0x1c00_0000, 0x120_0000, 0xffff_8a76_4000_0000L);
    }

    /** 64 MiB, 5 levels, everything moved. */
    public static LinuxLayout x86FiveLevels() {
        return x86(5, 0x1c00_0000, 0x120_0000, 0xff12_3456_4000_0000L);
    }

    /**
     * x86_64.
     *
     * @param levels 4 or 5
     * @param slide multiple of 2 MiB
     * @param kernelPhysical multiple of 2 MiB, from 16 MiB up to 20 MiB
     * @param directVirtual multiple of 1 GiB
     */
    public static LinuxLayout x86(int levels, long slide, long kernelPhysical, long directVirtual) {
        return new LinuxLayout(
                Processor.X86_64,
                0x1000,
                12 + 9 * levels,
                slide,
                KERNEL_MAP + 0x100_0000 + slide,
                kernelPhysical,
                directVirtual,
                0,
                0xffff_ffff_c041_2000L,
                DEFAULT_RAM);
    }

    /**
     * aarch64 as kernels before 5.4 lay it out: modules at the start of the kernel's half, the image 128 MiB above, the
     * direct map in the upper half of it. RAM starts at 1 GiB.
     *
     * @param pageSize 0x1000 or 0x10000
     * @param vaBits 39, 42 or 48
     * @param slide multiple of 64 KiB
     */
    public static LinuxLayout arm64(int pageSize, int vaBits, long slide) {
        long start = -1L << vaBits;
        long physical = 0x4000_0000L;
        return new LinuxLayout(
                Processor.AARCH64,
                pageSize,
                vaBits,
                slide,
                start + 0x800_0000 + 0x8_0000 + slide,
                physical + 0x108_0000,
                -1L << (vaBits - 1),
                physical,
                start + 0x41_0000,
                DEFAULT_RAM);
    }

    /** Another amount of RAM, at least 64 MiB. */
    public LinuxLayout withRam(long bytes) {
        return new LinuxLayout(
                processor,
                pageSize,
                vaBits,
                slide,
                kernelVirtual,
                kernelPhysical,
                directVirtual,
                directPhysical,
                modulesVirtual,
                bytes);
    }

    /** Physical address where RAM starts. */
    public long ramStart() {
        return directPhysical;
    }

    /** x86_64's phys_base: what to add to an address less 0xffffffff80000000 to get the physical one. */
    public long physBase() {
        return kernelPhysical - (kernelVirtual - KERNEL_MAP);
    }

    /** aarch64's kimage_voffset: virtual less physical address of the kernel image. */
    public long kimageVoffset() {
        return kernelVirtual - kernelPhysical;
    }

    /** Virtual address of a physical one in the direct map. */
    public long direct(long physical) {
        return directVirtual + physical - directPhysical;
    }
}
