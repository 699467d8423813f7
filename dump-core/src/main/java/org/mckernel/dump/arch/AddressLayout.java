package org.mckernel.dump.arch;

import java.util.List;

/**
 * Fixed addresses in McKernel's address space. (Facts: McKernel's memory maps for x86_64 and the four arm64 page
 * configurations.)
 *
 * @param name for messages
 * @param straightStart virtual address of the straight map's first byte
 * @param userEnd first address above user space
 * @param linuxBaseSymbol variable that holds where Linux's direct map is mapped; empty when it is not mapped
 * @param root how the kernel's top page table is found
 * @param paging form of the page tables
 */
public record AddressLayout(
        String name, long straightStart, long userEnd, String linuxBaseSymbol, TableRoot root, PagingForm paging) {
    /**
     * How top page tables are found.
     *
     * @param kernelSymbol variable for the kernel's own table
     * @param physicalAt offset of the table's physical address in a structure {@code struct page_table}: the kernel's
     *        variable is that structure, a process points to its own; −1 when there is no such structure and both are
     *        pointers to the table itself
     */
    public record TableRoot(String kernelSymbol, int physicalAt) {
        /** True if there is a structure between the symbol and the table. */
        public boolean structured() {
            return physicalAt >= 0;
        }
    }

    private static final TableRoot ARM_ROOT = new TableRoot("swapper_page_table", 8);

    static final AddressLayout X86_64 = new AddressLayout(
            "x86_64",
            0xffff_8000_0000_0000L,
            0x0000_8000_0000_0000L,
            "linux_page_offset_base",
            new TableRoot("init_pt", -1),
            PagingForm.x86(4));

    static final List<AddressLayout> ARM64 = List.of(
            arm("4K, VA 39", 0xffff_ffc0_0000_0000L, 0x20_0000_0000L, 0x1000, 39),
            arm("4K, VA 48", 0xffff_8000_0000_0000L, 0x4000_0000_0000L, 0x1000, 48),
            arm("64K, VA 42", 0xffff_fe00_0000_0000L, 0x100_0000_0000L, 0x10000, 42),
            arm("64K, VA 48", 0xffff_8000_0000_0000L, 0x4000_0000_0000L, 0x10000, 48));

    private static AddressLayout arm(String name, long straight, long userEnd, long pageSize, int vaBits) {
        return new AddressLayout(
                "aarch64 " + name, straight, userEnd, "", ARM_ROOT, PagingForm.arm64(pageSize, vaBits));
    }

    /** True if Linux's direct map is also mapped. */
    public boolean mapsLinux() {
        return !linuxBaseSymbol.isEmpty();
    }
}
