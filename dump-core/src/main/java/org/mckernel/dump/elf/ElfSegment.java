package org.mckernel.dump.elf;

/**
 * One program header. Values are as in the file, unchecked; all are unsigned.
 *
 * @param type {@code p_type}
 * @param flags {@code p_flags}
 * @param offset {@code p_offset}
 * @param virtualAddress {@code p_vaddr}
 * @param physicalAddress {@code p_paddr}
 * @param fileSize {@code p_filesz}
 * @param memorySize {@code p_memsz}
 * @param alignment {@code p_align}
 */
public record ElfSegment(
        int type,
        int flags,
        long offset,
        long virtualAddress,
        long physicalAddress,
        long fileSize,
        long memorySize,
        long alignment) {
    /** {@code PT_LOAD}: memory. */
    public static final int LOAD = 1;
    /** {@code PT_NOTE}. */
    public static final int NOTE = 4;
}
