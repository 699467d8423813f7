/*
 * The structures an analyser looks at. Members that the practice kernel uses stand where the real kernel has them (x86_64,
 * measured); what lies between is left empty. The assertions at the end hold every offset.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
#ifdef __i386__ /* the loader */
typedef unsigned long long u64;
#else
typedef unsigned long u64;
#endif

#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))
#define GAP_(line) gap##line
#define GAP__(line) GAP_(line)
/* Unused bytes from offset `from` up to offset `to`. */
#define GAP(from, to) u8 GAP__(__LINE__)[(to) - (from)]

#define PAGE 4096UL
#define LARGE_PAGE (2UL << 20)
#define HASH_SIZE 73
#define MAX_CPUS 8
#define MAX_NODES 8
#define LOCALS_SPAN 16384UL

#define USER_END 0x0000800000000000UL
#define MAP_ST_START 0xffff800000000000UL
#define MAP_FIXED_START 0xffff860000000000UL
#define MAP_KERNEL_START 0xfffffffffe800000UL

enum thread_status {
	PS_RUNNING = 1, PS_INTERRUPTIBLE = 2, PS_UNINTERRUPTIBLE = 4, PS_ZOMBIE = 8, PS_EXITED = 0x10, PS_STOPPED = 0x20,
};
enum cpu_status { CPU_STATUS_DISABLED, CPU_STATUS_IDLE, CPU_STATUS_RUNNING, CPU_STATUS_RESERVED };
enum dump_level { DUMP_LEVEL_ALL = 0, DUMP_LEVEL_USER_UNUSED_EXCLUDE = 24 };

struct list_head { struct list_head *next, *prev; };
/* The lowest bits of __rb_parent_color hold the colour; this kernel's trees are not balanced and say "black" everywhere. */
struct rb_node { u64 __rb_parent_color; struct rb_node *rb_right, *rb_left; };
struct rb_root { struct rb_node *rb_node; };

/* Registers on the kernel stack after an entry, lowest address first. */
struct saved_registers {
	u64 r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi;
	u64 error, rip, cs, rflags, rsp, ss;
};

/* What a switched-out thread keeps; its return address is at [rsp]. */
struct context { u64 rsp, rbp, rbx, rsi, rdi, r12, r13, r14, r15, rflags, rsp0; };

struct lock {
	struct thread *owner;
	u32 waiters;
	const char *name;
};

struct process;
struct process_vm;

struct thread {
	struct list_head hash_list;
	int cpu_id;
	int tid;
	char pthread_routine[4160];
	int status;
	int exit_status;
	GAP(4192, 4200);
	struct process_vm *vm;
	struct context ctx;
	struct saved_registers *uctx;
	struct process *proc;
	struct list_head siblings_list;
	struct list_head sched_list;
	u64 kernel_stack;
	u64 wake_at;
	struct lock *waiting_for;
	GAP(4368, 4568);
	int in_syscall_offload;
	GAP(4572, 5312);
};

struct process {
	struct list_head hash_list;
	GAP(16, 128);
	struct process_vm *vm;
	struct list_head threads_list;
	GAP(152, 168);
	struct thread *main_thread;
	GAP(176, 272);
	struct process *parent;
	struct process *ppid_parent;
	struct list_head children_list;
	GAP(304, 384);
	struct list_head siblings_list;
	GAP(400, 420);
	int status;
	GAP(424, 456);
	int pid;
	GAP(460, 992);
	char *saved_cmdline;
	u64 saved_cmdline_len;
	GAP(1008, 1536);
};

struct address_space { u64 *page_table; };

struct vm_regions {
	GAP(0, 48);
	u64 brk_start, brk_end, brk_end_allocated;
	GAP(72, 88);
	u64 stack_start;
	GAP(96, 120);
};

struct process_vm {
	struct address_space *address_space;
	struct rb_root vm_range_tree;
	struct vm_regions region;
	struct process *proc;
	GAP(144, 160);
	u64 vdso_addr, vvar_addr;
	GAP(176, 304);
};

struct memobj {
	GAP(0, 8);
	u32 flags, status;
	u64 size;
	GAP(24, 48);
	char *path;
};

struct vm_range {
	struct rb_node vm_rb_node;
	u64 start, end, flag, straight_start;
	struct memobj *memobj;
	u64 objoff;
	int pgshift;
	u64 private_data;
};

struct process_hash { struct list_head list[HASH_SIZE]; GAP(1168, 5888); };
struct thread_hash { struct list_head list[HASH_SIZE]; GAP(1168, 5888); };

struct resource_set {
	struct list_head list;
	char *path;
	struct process_hash *process_hash;
	struct thread_hash *thread_hash;
	GAP(40, 320);
	struct process *pid1;
	GAP(328, 384);
};

struct cpu_local_var {
	GAP(0, 64);
	struct thread idle;
	struct process idle_proc;
	GAP(6912, 7400);
	struct thread *current;
	GAP(7408, 7424);
	struct list_head runq;
	u64 runq_len;
	GAP(7448, 7464);
	struct resource_set *resource_set;
	int status;
	GAP(7476, 7552);
	u64 *monitor;
	GAP(7560, 7680);
};

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

struct free_chunk { u64 addr, size; struct rb_node node; void *llist; };

struct ihk_mc_numa_node {
	GAP(0, 64);
	struct rb_root free_chunks;
	GAP(72, 192);
	u64 nr_pages, nr_free_pages, min_addr, max_addr;
	GAP(224, 256);
};

struct ihk_kmsg_buf { int lock, tail, len, head; GAP(16, 4096); char str[(4 << 20) - 4096]; };

struct ihk_dump_page_set { volatile u32 completion_flag; u32 count; u64 page_size, phy_page; };
struct ihk_dump_page { u64 start, map_count; u64 map[]; };

struct boot_cpu { int numa, hw_id, linux_cpu, ikc_cpu; };
struct boot_node { int type, linux_node; };
struct boot_chunk { u64 start, end; int numa, pad; };

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
	/* Behind it: boot_cpu[nr_cpus], boot_node[nr_numa_nodes], boot_chunk[nr_memory_chunks], distances. */
};

#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member)
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
AT(struct smp_boot_param, nr_cpus, 6608); AT(struct smp_boot_param, dump_level, 6624);
AT(struct smp_boot_param, dump_page_set, 6632); SIZE(struct smp_boot_param, 7616);
#ifndef __i386__
AT(struct thread, status, 4184); AT(struct thread, vm, 4200); AT(struct thread, ctx, 4208);
AT(struct thread, uctx, 4296); AT(struct thread, proc, 4304); AT(struct thread, sched_list, 4328);
AT(struct thread, in_syscall_offload, 4568); SIZE(struct thread, 5312);
AT(struct process, main_thread, 168); AT(struct process, status, 420); AT(struct process, pid, 456);
AT(struct process, saved_cmdline, 992); SIZE(struct process, 1536);
AT(struct process_vm, region, 16); AT(struct process_vm, proc, 136); SIZE(struct process_vm, 304);
AT(struct vm_range, memobj, 56); AT(struct vm_range, pgshift, 72); SIZE(struct vm_range, 88);
AT(struct resource_set, pid1, 320); SIZE(struct resource_set, 384); SIZE(struct thread_hash, 5888);
AT(struct cpu_local_var, idle_proc, 5376); AT(struct cpu_local_var, current, 7400);
AT(struct cpu_local_var, runq, 7424); AT(struct cpu_local_var, resource_set, 7464);
AT(struct cpu_local_var, status, 7472); AT(struct cpu_local_var, monitor, 7552); SIZE(struct cpu_local_var, 7680);
AT(struct x86_cpu_local_variables, gdt, 48); AT(struct x86_cpu_local_variables, tss, 176);
AT(struct x86_cpu_local_variables, paniced, 280); AT(struct x86_cpu_local_variables, panic_regs, 288);
SIZE(struct x86_cpu_local_variables, 456); SIZE(struct context, 88); SIZE(struct free_chunk, 48);
AT(struct ihk_mc_numa_node, nr_pages, 192); SIZE(struct ihk_mc_numa_node, 256);
AT(struct ihk_kmsg_buf, str, 4096); SIZE(struct ihk_kmsg_buf, 4 << 20);
#endif
#endif
