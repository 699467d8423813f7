/* A CPU's own area, its descriptor tables, how the others are started, its registers, and the serial port. */
#include "kernel.h"

#define LOW_CODE 0x8000UL
#define KERNEL_CODE 0x08
#define APIC_PHYSICAL 0xfee00000UL
#define APIC_ID 0x20
#define APIC_COMMAND 0x300
#define APIC_COMMAND_HIGH 0x310
#define APIC_SPURIOUS 0xf0
#define APIC_LINT1 0x360

struct gate { u16 low; u16 selector; u8 ist, type; u16 middle; u32 high, zero; };
struct __attribute__((packed)) table_register { u16 limit; u64 address; };

struct x86_cpu_local_variables *locals;
u64 x86_cpu_local_variables_span = LOCALS_SPAN;
struct cpu_local_var *clv;
int num_processors;
int *mck_num_processors = &num_processors;
static struct gate idt[256];
static volatile u32 *apic;
static volatile int started;

static struct x86_cpu_local_variables *cpu_locals(int cpu)
{
	return (void *)((char *)locals + x86_cpu_local_variables_span * cpu);
}

static void write_msr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c"(msr), "a"((u32)value), "d"((u32)(value >> 32)));
}

static void gate(int vector, void (*entry)(void), int ist)
{
	u64 at = (u64)entry;
	idt[vector] = (struct gate){ at, KERNEL_CODE, ist, 0x8e, at >> 16, at >> 32, 0 };
}

void set_kernel_stack(u64 top)
{
	struct x86_cpu_local_variables *own = cpu_locals(this_cpu());
	own->kernel_stack = own->tss.rsp0 = top;
}

/* Runs on every CPU once. */
static void cpu_start(int cpu)
{
	struct x86_cpu_local_variables *own = cpu_locals(cpu);
	struct table_register gdtr = { sizeof own->gdt - 1, (u64)own->gdt }, idtr = { sizeof idt - 1, (u64)idt };
	u64 tss = (u64)&own->tss;

	own->processor_id = cpu;
	own->gdt[1] = 0x00af9b000000ffffUL; /* kernel code */
	own->gdt[2] = 0x00cf93000000ffffUL; /* kernel data */
	own->gdt[4] = 0x00cff3000000ffffUL; /* user data, 0x23 */
	own->gdt[5] = 0x00affb000000ffffUL; /* user code, 0x2b */
	own->gdt[6] = (sizeof own->tss - 1) | (tss & 0xffffff) << 16 | 0x89UL << 40 | (tss >> 24 & 0xff) << 56;
	own->gdt[7] = tss >> 32;
	own->gdt_limit = gdtr.limit;
	own->gdt_address = gdtr.address;
	own->tss.io_map = sizeof own->tss;
	own->tss.ist[0] = (u64)phys_to_virt(alloc_pages(0, 1, 1)) + PAGE; /* the NMI's stack */
	asm volatile("lgdt %0; lidt %1; ltr %w2" : : "m"(gdtr), "m"(idtr), "r"(0x30));
	asm volatile("movw %w0, %%ds; movw %w0, %%es; movw %w0, %%ss" : : "r"(0x10));
	asm volatile("pushq %0; leaq 1f(%%rip), %%rax; pushq %%rax; lretq; 1:" : : "i"(KERNEL_CODE) : "rax", "memory");
	write_msr(0xc0000101, (u64)own); /* GS base */
	write_msr(0xc0000080, 0x501); /* EFER: SCE, LME, LMA */
	write_msr(0xc0000081, (u64)KERNEL_CODE << 32);
	write_msr(0xc0000082, (u64)system_call_entry);
	write_msr(0xc0000084, 0x600);
	own->kernel_stack = (u64)own + LOCALS_SPAN;
	own->apic_id = apic[APIC_ID / 4] >> 24;
	apic[APIC_SPURIOUS / 4] = 0x1ff; /* enabled */
	apic[APIC_LINT1 / 4] = 0x400; /* an NMI */
	clv[cpu].status = CPU_STATUS_IDLE;
}

void cpus_start(void)
{
	num_processors = boot_param->nr_cpus;
	clv = phys_to_virt(alloc_pages(0, (num_processors * sizeof *clv + PAGE - 1) / PAGE, 1));
	apic = map_fixed(APIC_PHYSICAL, 1, MEMORY_DEVICE);
	gate(2, nmi_entry, 1);
	gate(13, general_protection_entry, 0);
	gate(14, page_fault_entry, 0);
	locals = phys_to_virt(alloc_pages(0, num_processors * LOCALS_SPAN / PAGE, 1));
	cpu_start(0);
}

static void wait_cycles(u64 count)
{
	u64 end = cycles() + count;
	while (cycles() < end)
		relax();
}

void other_cpu_start(int cpu)
{
	use_kernel_table();
	cpu_start(cpu);
	kprintf("CPU %d is up\n", cpu);
	started = cpu;
	idle_loop();
}

/* Linux has put the trampoline at LOW_CODE; it takes its parameters from the end of that page. */
void start_other_cpus(void)
{
	volatile u64 *parameters = phys_to_virt(LOW_CODE + 0xfd8);
	int cpu;

	for (cpu = 1; cpu < num_processors; cpu++) {
		parameters[0] = boot_param->linux_kernel_pgt_phys;
		parameters[1] = cpu;
		parameters[2] = (u64)cpu_locals(cpu) + LOCALS_SPAN;
		parameters[3] = (u64)ap_head;
		apic[APIC_COMMAND_HIGH / 4] = (u32)cpu << 24;
		apic[APIC_COMMAND / 4] = 0x4500; /* INIT */
		wait_cycles(10000000);
		apic[APIC_COMMAND_HIGH / 4] = (u32)cpu << 24;
		apic[APIC_COMMAND / 4] = 0x4600 | LOW_CODE >> 12; /* start-up */
		while (started != cpu)
			relax();
	}
}

static void out(u16 port, u8 value)
{
	asm volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static u8 in(u16 port)
{
	u8 value;
	asm volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void serial_put(char c)
{
	while (!(in(0x3fd) & 0x20))
		;
	out(0x3f8, c);
}

/* Its function and argument are in registers that a switch restores; thread_start takes them from there. */
void start_context(struct thread *thread, void (*function)(u64 argument), u64 argument)
{
	u64 *top = (u64 *)thread->kernel_stack - 2;

	*top = (u64)thread_start;
	thread->ctx.rsp = (u64)top;
	thread->ctx.rbx = (u64)function;
	thread->ctx.r12 = argument;
	thread->ctx.rsp0 = thread->kernel_stack;
}

void start_idle_context(struct thread *thread)
{
	(void)thread; /* it is where the CPU is */
}

/* As the real kernel does it: of a program only what the kernel knows, and the place where the kernel let it go. */
void save_registers(int cpu, struct saved_registers *from)
{
	struct x86_cpu_local_variables *own = cpu_locals(cpu);
	struct panic_registers *to = &own->panic_regs;

	to->r12 = from->r12; to->r13 = from->r13; to->r14 = from->r14; to->r15 = from->r15;
	to->eflags = from->rflags; to->cs = from->cs; to->ss = from->ss;
	if (from->rip < USER_END) {
		struct context *context = &clv[cpu].current->ctx;
		to->rbx = context->rbx; to->rsi = context->rsi; to->rdi = context->rdi;
		to->rbp = context->rbp; to->rsp = context->rsp;
		to->rip = (u64)enter_user_mode;
	} else {
		to->rax = from->rax; to->rbx = from->rbx; to->rcx = from->rcx; to->rdx = from->rdx;
		to->rsi = from->rsi; to->rdi = from->rdi; to->rbp = from->rbp; to->rsp = from->rsp;
		to->r8 = from->r8; to->r9 = from->r9; to->r10 = from->r10; to->r11 = from->r11;
		to->rip = from->rip;
	}
	own->paniced = 1;
}

noinline void halt_cpu(void)
{
	for (;;)
		asm volatile("hlt");
}
