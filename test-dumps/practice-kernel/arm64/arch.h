/* What arm64 with 4 KiB pages and 48 bits of virtual address has of its own. */
#ifndef ARCH_H
#define ARCH_H

#define USER_END 0x0000400000000000UL
#define MAP_ST_START 0xffff800000000000UL
#define MAP_FIXED_START 0xffff7ffffbdfd000UL
#define MAP_KERNEL_START 0xffff000007800000UL
#define LOCALS_SPAN (256UL << 10)
#define THREAD_SIZE 5248

/* Registers on the kernel stack after an entry. */
struct saved_registers { u64 regs[31], sp, pc, pstate, orig_x0, syscallno; };

/* What a switched-out thread keeps. */
struct cpu_context { u64 x19, x20, x21, x22, x23, x24, x25, x26, x27, x28, fp, sp, pc; };

/* At the lowest address of every kernel stack. */
struct thread_info {
	u64 flags;
	int cpu, pad;
	struct cpu_context cpu_context;
	GAP(120, 144);
	u64 fault_address, fault_code;
};
typedef struct thread_info *thread_context;

struct page_table { u64 *tt, tt_pa; int asid; };
typedef struct page_table *user_table;

/* The start of every CPU's area; the CPU's own stack ends where the area ends. The dump interrupt saves x0 to x30, sp, pc, pstate. */
struct arm64_cpu_local_thread {
	struct thread_info thread_info;
	u64 paniced, panic_regs[34];
};
union arm64_cpu_local_variables {
	struct arm64_cpu_local_thread arm64_cpu_local_thread;
	u64 stack[LOCALS_SPAN / 8];
};

/* Size and place of the page set are measured; the members before it are in the order of x86_64. */
struct smp_boot_param {
	u64 start, end, status;
	int param_size, pad;
	u64 bootstrap_mem_end, msg_buffer, msg_buffer_size;
	GAP(56, 128);
	u64 linux_kernel_pgt_phys;
	GAP(136, 168);
	u64 boot_sec, boot_nsec;
	GAP(184, 6340);
	char kernel_args[256];
	int nr_linux_cpus, nr_cpus, nr_numa_nodes, nr_memory_chunks, osnum;
	u32 dump_level;
	GAP(6620, 6624);
	struct ihk_dump_page_set dump_page_set;
	int linux_default_huge_page_shift;
	GAP(6652, 6656);
	/* After it: boot_cpu[nr_cpus], boot_node[nr_numa_nodes], boot_chunk[nr_memory_chunks], distances. */
};

#define ARCH_LAYOUT_HOLDS \
	AT(struct thread, uctx, 4216); AT(struct thread, proc, 4224); AT(struct thread, sched_list, 4248); \
	AT(struct thread, in_syscall_offload, 4488); \
	AT(struct cpu_local_var, current, 7336); AT(struct cpu_local_var, runq, 7360); \
	AT(struct cpu_local_var, status, 7408); SIZE(struct cpu_local_var, 7616); \
	AT(struct thread_info, cpu_context, 16); AT(struct thread_info, fault_address, 144); SIZE(struct thread_info, 160); \
	AT(struct arm64_cpu_local_thread, paniced, 160); AT(struct arm64_cpu_local_thread, panic_regs, 168); \
	SIZE(union arm64_cpu_local_variables, 262144); AT(struct page_table, tt_pa, 8); AT(struct page_table, asid, 16); \
	AT(struct smp_boot_param, dump_page_set, 6624); SIZE(struct smp_boot_param, 6656);
#endif
