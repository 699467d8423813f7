/**
 * What Linux knows about McKernel, read from a vmcore without a debugger.
 *
 * <p>Start at {@link org.mckernel.converter.linux.IhkModule}: it finds two variables of the IHK driver module. On the
 * way, each step in a class of its own: {@link org.mckernel.converter.linux.LinuxAddressSpace} (page tables through
 * VMCOREINFO),
 * {@code Kallsyms} (the kernel's symbols in its own memory), {@code ModuleList}, {@code Btf} and {@code ModuleLayout}
 * (where
 * {@code struct module} keeps things), {@code ModuleSymbols} (the module's symbols). Where the dump alone does not say
 * enough, {@code Vmlinux} and {@code ModuleObject} read the files a user gives. A step that fails says what to give.
 */
package org.mckernel.converter.linux;
