/* The end of a CPU: it says why, and stops. */
#include "kernel.h"

#define MONITOR_PANIC 99
#define MAX_FRAMES 32

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
	if (!clv) {
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
