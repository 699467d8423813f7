/**
 * What Linux knows about McKernel, read from a vmcore without a debugger.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.IhkModule}: it finds two variables of the IHK driver module. On the way
 * it uses {@code memory} (page tables through VMCOREINFO, BTF), {@code kallsyms} (the kernel's own symbols) and {@code
 * module} (the module list, sections and symbols of a module). Where the dump alone does not say enough, {@code
 * Vmlinux} and {@code ModuleObject} read the files a user gives. A step that fails says what to give.
 */
package org.mckernel.dump.linux;
