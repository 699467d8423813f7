/* What x86_64 has of its own. Offsets as measured there. */
#ifndef ARCH_H
#define ARCH_H

#define USER_END 0x0000800000000000UL
#define MAP_ST_START 0xffff800000000000UL
#define MAP_FIXED_START 0xffff860000000000UL
#define MAP_KERNEL_START 0xfffffffffe800000UL
#define LOCALS_SPAN 16384UL
#define THREAD_SIZE 5312

/* Registers on the kernel stack after an entry, lowest address first. */
struct saved_registers {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u64 error, rip, cs, rflags, rsp, ss;
};

/* What a switched-out thread keeps; its return address is at [rsp]. */
struct context { u64 rsp, rbp, rbx, rsi, rdi, r12, r13, r14, r15, rflags, rsp0; };

typedef struct context thread_context;
typedef u64 *user_table;

struct tss { u32 reserved; u64 rsp0, rsp1, rsp2, reserved1, ist[7]; u64 reserved2; u32 io_map; } __attribute__((packed));

/* What the dump NMI saves: gdb's order of x86_64 registers, 17 words and 7 half words. */
struct panic_registers {
	u64 rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp, r8, r9, r10, r11, r12, r13, r14, r15, rip;
	u32 eflags, cs, ss, ds, es, fs, gs, unused;
};

/* At the start of every CPU's area; the CPU's own stack ends where the area ends. */
struct x86_cpu_local_variables {
	u32 processor_id, pad;
	u64 apic_id, kernel_stack, user_stack;
	u16 gdt_limit;
	u64 gdt_address;
	u8 gdt_pad[6];
	u64 gdt[16];
	struct tss tss;
	u64 paniced;
	struct panic_registers panic_regs;
} __attribute__((packed));

struct smp_boot_param {
	u64 start, end, status;
	int param_size, pad;
	u64 bootstrap_mem_end, msg_buffer, msg_buffer_size;
	GAP(56, 128);
	u64 linux_kernel_pgt_phys, page_offset_base;
	GAP(144, 176);
	u64 boot_sec, boot_nsec;
	GAP(192, 6348);
	char kernel_args[256];
	int nr_linux_cpus, nr_cpus, nr_numa_nodes, nr_memory_chunks, osnum;
	u32 dump_level;
	int linux_default_huge_page_shift;
	struct ihk_dump_page_set dump_page_set;
	GAP(6656, 7616);
	/* After it: boot_cpu[nr_cpus], boot_node[nr_numa_nodes], boot_chunk[nr_memory_chunks], distances. */
};

#define ARCH_LAYOUT_HOLDS \
	AT(struct thread, uctx, 4296); AT(struct thread, proc, 4304); AT(struct thread, sched_list, 4328); \
	AT(struct thread, in_syscall_offload, 4568); \
	AT(struct cpu_local_var, idle_proc, 5376); AT(struct cpu_local_var, current, 7400); \
	AT(struct cpu_local_var, runq, 7424); AT(struct cpu_local_var, resource_set, 7464); \
	AT(struct cpu_local_var, status, 7472); AT(struct cpu_local_var, monitor, 7552); SIZE(struct cpu_local_var, 7680); \
	AT(struct x86_cpu_local_variables, gdt, 48); AT(struct x86_cpu_local_variables, tss, 176); \
	AT(struct x86_cpu_local_variables, paniced, 280); AT(struct x86_cpu_local_variables, panic_regs, 288); \
	SIZE(struct x86_cpu_local_variables, 456); SIZE(struct context, 88);
AT(struct smp_boot_param, nr_cpus, 6608); AT(struct smp_boot_param, dump_level, 6624);
AT(struct smp_boot_param, dump_page_set, 6632); SIZE(struct smp_boot_param, 7616);
#endif
