/**
 * ELF vmcores as three programs write them: the kernel's {@code /proc/vmcore}, QEMU's dump-guest-memory and
 * makedumpfile -E. {@link org.mckernel.testdumps.elf.Notes} is used by the kdump-compressed writer too.
 */
package org.mckernel.testdumps.elf;
