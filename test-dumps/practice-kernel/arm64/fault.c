/* Exceptions. Nothing in this kernel may fault, so every one but a system call ends in panic. */
#include "kernel.h"

#define CLASS(syndrome) ((syndrome) >> 26 & 63)
#define CLASS_SYSTEM_CALL 0x15
#define CLASS_KERNEL_DATA_ABORT 0x25
#define WRITE (1UL << 6)

void system_call(struct saved_registers *registers);

void print_registers(struct saved_registers *r)
{
	kprintf("pc %016lx sp %016lx pstate %08lx\n", r->pc, r->sp, r->pstate);
	for (int i = 0; i < 30; i += 3)
		kprintf("x%d %016lx x%d %016lx x%d %016lx\n", i, r->regs[i], i + 1, r->regs[i + 1], i + 2, r->regs[i + 2]);
	kprintf("x30 %016lx\n", r->regs[30]);
}

always_inline void bad_kernel_access(u64 address, int write, struct saved_registers *registers)
{
	kprintf("kernel %s at 0x%lx, pc 0x%lx\n", write ? "write" : "read", address, registers->pc);
	panic("kernel page fault", registers);
}

static noinline void on_page_fault(struct saved_registers *registers, u64 syndrome)
{
	u64 address;

	asm volatile("mrs %0, far_el1" : "=r"(address));
	clv[this_cpu()].kernel_mode_pf_regs = registers;
	bad_kernel_access(address, (syndrome & WRITE) != 0, registers);
}

static u64 syndrome(void)
{
	u64 value;

	asm volatile("mrs %0, esr_el1; msr daifclr, #1" : "=r"(value) : : "memory");
	return value;
}

noinline void on_kernel_exception(struct saved_registers *registers)
{
	u64 why = syndrome();

	if (CLASS(why) == CLASS_KERNEL_DATA_ABORT)
		on_page_fault(registers, why);
	panic("unexpected exception", registers);
}

noinline void on_user_exception(struct saved_registers *registers)
{
	if (CLASS(syndrome()) != CLASS_SYSTEM_CALL)
		panic("user exception", registers);
	system_call(registers);
}

noinline void on_bad_entry(struct saved_registers *registers)
{
	panic("unexpected entry", registers);
}
