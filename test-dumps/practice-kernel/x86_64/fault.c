/* Exceptions. Nothing in this kernel may fault, so every one of them ends in panic. */
#include "kernel.h"

#define ERROR_WRITE 2
#define ERROR_USER 4

void print_registers(struct saved_registers *r)
{
	kprintf("rip %016lx rsp %016lx rbp %016lx flags %08lx error %lx\n", r->rip, r->rsp, r->rbp, r->rflags, r->error);
	kprintf("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", r->rax, r->rbx, r->rcx, r->rdx);
	kprintf("rsi %016lx rdi %016lx r8  %016lx r9  %016lx\n", r->rsi, r->rdi, r->r8, r->r9);
	kprintf("r10 %016lx r11 %016lx r12 %016lx r13 %016lx\n", r->r10, r->r11, r->r12, r->r13);
}

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
	clv[this_cpu()].kernel_mode_pf_regs = registers;
	bad_kernel_access(address, registers->error & ERROR_WRITE, registers);
}

noinline void on_general_protection(struct saved_registers *registers)
{
	panic("general protection fault", registers);
}
