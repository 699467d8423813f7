/* Exceptions. Nothing in this kernel may fault, so every one of them ends in panic. */
#include "kernel.h"

#define ERROR_WRITE 2
#define ERROR_USER 4

always_inline void bad_kernel_access(u64 address, int write, struct saved_registers *registers)
{
	kprintf("kernel %s at 0x%lx, rip 0x%lx\n", write ? "write" : "read", address, registers->rip);
	panic("kernel page fault", registers);
}

noinline void on_page_fault(struct saved_registers *registers)
{
	u64 address;

	asm volatile("movq %%cr2, %0" : "=r"(address));
	if (registers->error & ERROR_USER)
		panic("user page fault", registers);
	bad_kernel_access(address, registers->error & ERROR_WRITE, registers);
}

noinline void on_general_protection(struct saved_registers *registers)
{
	panic("general protection fault", registers);
}
