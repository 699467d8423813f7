/* A CPU's own area, its interrupt controller, how the others are started, its registers, and the serial port. */
#include "kernel.h"

#define LOW_CODE_PARAMETERS 0x40280000UL
#define LOW_CODE 0x40200000UL
#define UART_PHYSICAL 0x09000000UL
#define UART_DATA 0
#define UART_FLAGS (0x18 / 4)
#define UART_FULL 0x20
#define GICD_PHYSICAL 0x08000000UL
#define GICR_PHYSICAL 0x080a0000UL
#define GICR_SPAN 0x20000UL
#define GICR_WAKER (0x14 / 4)
#define GICR_SGI 0x10000
#define GICR_IGROUPR0 ((GICR_SGI + 0x80) / 4)
#define GICR_ISENABLER0 ((GICR_SGI + 0x100) / 4)
#define PSCI_CPU_ON 0xc4000003UL
/* The interrupt that replaces the NMI. In group 0 it comes as a FIQ, which nothing here ever masks for long. */
#define DUMP_INTERRUPT 8

union arm64_cpu_local_variables *locals;
u64 arm64_cpu_local_variables_span = LOCALS_SPAN;
struct cpu_local_var *clv;
int num_processors;
int *mck_num_processors = &num_processors;
static volatile u32 *uart;
static volatile u32 *interrupts;
static volatile int started;

static struct arm64_cpu_local_thread *cpu_locals(int cpu)
{
	return (void *)((char *)locals + arm64_cpu_local_variables_span * cpu);
}

/* Runs on every CPU once. */
static void cpu_start(int cpu)
{
	struct thread_info *own = &cpu_locals(cpu)->thread_info;
	volatile u32 *distributor = interrupts + cpu * (GICR_SPAN / 4);

	own->cpu = cpu;
	asm volatile("msr tpidr_el1, %0; msr vbar_el1, %1; isb" : : "r"(own), "r"(vectors));
	distributor[GICR_WAKER] = 0;
	while (distributor[GICR_WAKER] & 4)
		relax();
	distributor[GICR_IGROUPR0] = 0;
	distributor[GICR_ISENABLER0] = 1u << DUMP_INTERRUPT;
	asm volatile("msr s3_0_c4_c6_0, %0" : : "r"(0xffUL)); /* ICC_PMR_EL1: every priority */
	asm volatile("msr s3_0_c12_c12_6, %0; isb" : : "r"(1UL)); /* ICC_IGRPEN0_EL1 */
	asm volatile("msr daifclr, #1" : : : "memory");
	clv[cpu].status = CPU_STATUS_IDLE;
}

void cpus_start(void)
{
	volatile u32 *distributor = map_fixed(GICD_PHYSICAL, 1, MEMORY_DEVICE);

	num_processors = boot_param->nr_cpus;
	interrupts = map_fixed(GICR_PHYSICAL, num_processors * GICR_SPAN / PAGE, MEMORY_DEVICE);
	distributor[0] = 1; /* group 0 on */
	clv = phys_to_virt(alloc_pages(0, (num_processors * sizeof *clv + PAGE - 1) / PAGE, 1));
	locals = phys_to_virt(alloc_pages(0, num_processors * LOCALS_SPAN / PAGE, LOCALS_SPAN / PAGE));
	cpu_start(0);
}

void other_cpu_start(int cpu)
{
	use_kernel_table();
	cpu_start(cpu);
	kprintf("CPU %d is up\n", cpu);
	started = cpu;
	idle_loop();
}

static long firmware(u64 function, u64 a, u64 b, u64 c)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = a;
	register u64 x2 asm("x2") = b;
	register u64 x3 asm("x3") = c;

	asm volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
	return x0;
}

/* Linux has put a trampoline at LOW_CODE; it turns Linux's tables on and goes on with what the parameters say. */
void start_other_cpus(void)
{
	volatile u64 *parameters = map_fixed(LOW_CODE_PARAMETERS, 1, MEMORY_DEVICE);
	extern char ap_head[];
	int cpu;

	for (cpu = 1; cpu < num_processors; cpu++) {
		parameters[0] = boot_param->linux_kernel_pgt_phys;
		parameters[1] = cpu;
		parameters[2] = (u64)cpu_locals(cpu) + LOCALS_SPAN;
		parameters[3] = (u64)ap_head;
		asm volatile("dsb sy" : : : "memory");
		if (firmware(PSCI_CPU_ON, cpu, LOW_CODE, 0))
			panic("a CPU does not start", 0);
		while (started != cpu)
			relax();
	}
}

/* Until the kernel has tables of its own Linux maps the port one to one. */
void serial_put(char c)
{
	volatile u32 *port = uart ? uart : (volatile u32 *)UART_PHYSICAL;

	if (!uart && boot_param)
		port = uart = map_fixed(UART_PHYSICAL, 1, MEMORY_DEVICE);
	while (port[UART_FLAGS] & UART_FULL)
		;
	port[UART_DATA] = c;
}

/* Its function and argument are in registers that a switch restores; thread_start takes them from there. */
void start_context(struct thread *thread, void (*function)(u64 argument), u64 argument)
{
	struct thread_info *info = (struct thread_info *)(thread->kernel_stack - 2 * PAGE);

	info->cpu = thread->cpu_id;
	info->cpu_context.x19 = (u64)function;
	info->cpu_context.x20 = argument;
	info->cpu_context.sp = thread->kernel_stack;
	info->cpu_context.pc = (u64)thread_start;
	thread->ctx = info;
}

void start_idle_context(struct thread *thread)
{
	thread->ctx = &cpu_locals(thread->cpu_id)->thread_info;
}

/*
 * As the real kernel does it: of a program only the place where the kernel last gave its thread away; and of a CPU that
 * stopped over a fault in kernel mode the registers of that fault.
 */
void save_registers(int cpu, struct saved_registers *from)
{
	struct arm64_cpu_local_thread *own = cpu_locals(cpu);
	u64 *to = own->panic_regs;

	if (clv[cpu].kernel_mode_pf_regs)
		from = clv[cpu].kernel_mode_pf_regs;
	if (from->pc < USER_END) {
		struct cpu_context *context = &clv[cpu].current->ctx->cpu_context;
		to[29] = context->fp;
		to[31] = context->sp;
		to[32] = context->pc;
		to[33] = 5;
	} else {
		for (int i = 0; i < 31; i++)
			to[i] = from->regs[i];
		to[31] = from->sp;
		to[32] = from->pc;
		to[33] = from->pstate;
	}
	own->paniced = 1;
}

noinline void halt_cpu(void)
{
	for (;;)
		asm volatile("wfi");
}
