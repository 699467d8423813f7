/**
 * ELF vmcores as three programs write them: the kernel's {@code /proc/vmcore}, QEMU's dump-guest-memory and
 * makedumpfile -E.
 *
 * <p>Begin with {@link org.mckernel.testdumps.elf.VmcoreWriter}; the kdump-compressed writer uses
 * {@link org.mckernel.testdumps.elf.Notes}, too.
 */
package org.mckernel.testdumps.elf;
