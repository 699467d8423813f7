/**
 * ELF64 vmcores: {@code /proc/vmcore} copies, makedumpfile's {@code -E} output, QEMU's {@code dump-guest-memory}.
 *
 * <p>{@link org.mckernel.dump.format.elfcore.ElfCoreFormat} recognises and opens them. Memory comes from the {@code
 * PT_LOAD} segments by {@code p_paddr}; the notes give the number of processors and VMCOREINFO.
 */
package org.mckernel.dump.format.elfcore;
