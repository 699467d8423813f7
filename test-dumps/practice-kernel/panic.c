/* The end of a CPU: it says why, and stops. */
#include "kernel.h"

#define MONITOR_PANIC 99
#define MAX_FRAMES 32

static void print_registers(struct saved_registers *r)
{
	kprintf("rip %016lx rsp %016lx rbp %016lx flags %08lx error %lx\n", r->rip, r->rsp, r->rbp, r->rflags, r->error);
	kprintf("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", r->rax, r->rbx, r->rcx, r->rdx);
	kprintf("rsi %016lx rdi %016lx r8  %016lx r9  %016lx\n", r->rsi, r->rdi, r->r8, r->r9);
	kprintf("r10 %016lx r11 %016lx r12 %016lx r13 %016lx\n", r->r10, r->r11, r->r12, r->r13);
}

/* Return addresses along the frame pointers. */
static void print_frames(u64 *frame)
{
	for (int i = 0; i < MAX_FRAMES && (u64)frame >= MAP_ST_START; i++) {
		kprintf("  %016lx\n", frame[1]);
		if ((u64)frame[0] <= (u64)frame)
			return;
		frame = (u64 *)frame[0];
	}
}

noinline void panic(const char *message, struct saved_registers *registers)
{
	if (!locals) {
		serial_printf("panic before CPUs are known: %s\n", message);
		halt_cpu();
	}
	kprintf("panic: %s\n", message);
	if (registers)
		print_registers(registers);
	print_frames(__builtin_frame_address(0));
	*clv[this_cpu()].monitor = MONITOR_PANIC;
	serial_printf("CAPTURE: panic\n");
	halt_cpu();
}
