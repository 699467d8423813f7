/**
 * Finds McKernel through Linux's data structures in a vmcore.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.IhkModule}: it finds two variables of the IHK driver module. It uses
 * {@code memory} (page tables through VMCOREINFO, BTF), {@code kallsyms} (the kernel's own symbols) and {@code module}
 * (the module list, sections and symbols of a module). Where the dump alone is not sufficient, {@code Vmlinux} and
 * {@code ModuleObject} read the files that a user specifies. The error of a failed step says what to specify.
 */
package org.mckernel.dump.linux;
