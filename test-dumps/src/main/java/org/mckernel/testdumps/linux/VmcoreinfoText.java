package org.mckernel.testdumps.linux;

/** Which lines a kernel of a release puts into its VMCOREINFO, and how it writes numbers. */
final class VmcoreinfoText {
    private VmcoreinfoText() {}

    static void fill(LinuxMachine machine) {
        LinuxLayout layout = machine.layout();
        machine.vmcoreinfo("OSRELEASE", machine.release().text());
        machine.vmcoreinfo("PAGESIZE", Integer.toString(layout.pageSize()));
        symbol(machine, "swapper_pg_dir");
        symbol(machine, "_stext");
        machine.vmcoreinfo("SIZE(list_head)", "16").vmcoreinfo("OFFSET(list_head.next)", "0");
        switch (layout.processor()) {
            case X86_64 -> x86(machine);
            case AARCH64 -> arm64(machine);
        }
        machine.vmcoreinfo("KERNELOFFSET", Long.toHexString(layout.slide()));
        machine.vmcoreinfo("CRASHTIME", "1795471166");
    }

    /** Adds {@code SYMBOL(name)}. */
    static void symbol(LinuxMachine machine, String name) {
        machine.vmcoreinfo("SYMBOL(" + name + ")", Long.toHexString(machine.address(name)));
    }

    private static void x86(LinuxMachine machine) {
        KernelRelease release = machine.release();
        LinuxLayout layout = machine.layout();
        if (release.atLeast(4, 10)) {
            machine.vmcoreinfo("NUMBER(phys_base)", Long.toString(layout.physBase()));
        } else {
            symbol(machine, "phys_base");
        }
        symbol(machine, release.atLeast(4, 13) ? "init_top_pgt" : "init_level4_pgt");
        if (release.atLeast(4, 13)) {
            machine.vmcoreinfo("NUMBER(KERNEL_IMAGE_SIZE)", "1073741824");
        }
        if (release.atLeast(4, 17)) {
            machine.vmcoreinfo("NUMBER(pgtable_l5_enabled)", layout.vaBits() == 57 ? "1" : "0");
        }
        if (release.atLeast(5, 1)) {
            machine.vmcoreinfo("NUMBER(sme_mask)", "0");
        }
    }

    private static void arm64(LinuxMachine machine) {
        KernelRelease release = machine.release();
        LinuxLayout layout = machine.layout();
        machine.vmcoreinfo("NUMBER(VA_BITS)", Integer.toString(layout.vaBits()));
        machine.vmcoreinfo("NUMBER(kimage_voffset)", "0x" + Long.toHexString(layout.kimageVoffset()));
        machine.vmcoreinfo("NUMBER(PHYS_OFFSET)", "0x" + Long.toHexString(layout.directPhysical()));
        if (release.atLeast(5, 10)) {
            machine.vmcoreinfo("NUMBER(TCR_EL1_T1SZ)", "0x" + Integer.toHexString(64 - layout.vaBits()));
        }
    }
}
