/*
 * The structures an analyser looks at. Members that the practice kernel uses are where the real kernel has them; what is
 * between is left empty. The assertions at the end, and those of arch.h for what a processor has of its own, hold every offset.
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
#define AT(type, member, offset) _Static_assert(offsetof(type, member) == (offset), #type "." #member)
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define GAP_(line) gap##line
#define GAP__(line) GAP_(line)
/* Unused bytes from offset `from` up to offset `to`. */
#define GAP(from, to) u8 GAP__(__LINE__)[(to) - (from)]

#define PAGE 4096UL
#define LARGE_PAGE (2UL << 20)
#define HASH_SIZE 73
#define MAX_CPUS 8
#define MAX_NODES 8

enum thread_status {
	PS_RUNNING = 1, PS_INTERRUPTIBLE = 2, PS_UNINTERRUPTIBLE = 4, PS_ZOMBIE = 8, PS_EXITED = 0x10, PS_STOPPED = 0x20,
};
enum cpu_status { CPU_STATUS_DISABLED, CPU_STATUS_IDLE, CPU_STATUS_RUNNING, CPU_STATUS_RESERVED };
enum dump_level { DUMP_LEVEL_ALL = 0, DUMP_LEVEL_USER_UNUSED_EXCLUDE = 24 };

struct list_head { struct list_head *next, *prev; };
/* The lowest bits of __rb_parent_color hold the colour; this kernel's trees are not balanced and say "black" everywhere. */
struct rb_node { u64 __rb_parent_color; struct rb_node *rb_right, *rb_left; };
struct rb_root { struct rb_node *rb_node; };

struct ihk_dump_page_set { volatile u32 completion_flag; u32 count; u64 page_size, phy_page; };
struct ihk_dump_page { u64 start, map_count; u64 map[]; };

/* The processor's own: addresses, saved registers, a CPU's area, boot parameters. */
#include "arch.h"

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
	thread_context ctx;
	struct saved_registers *uctx;
	struct process *proc;
	struct list_head siblings_list;
	struct list_head sched_list;
	u64 kernel_stack;
	u64 wake_at;
	struct lock *waiting_for;
	GAP(4280 + sizeof(thread_context), 4480 + sizeof(thread_context));
	int in_syscall_offload;
	GAP(4484 + sizeof(thread_context), THREAD_SIZE);
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

struct address_space { user_table page_table; };

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

/* Counted from `current`, everything is the same on all processors. */
#define CURRENT_AT (THREAD_SIZE + 2088)
struct cpu_local_var {
	GAP(0, 64);
	struct thread idle;
	struct process idle_proc;
	GAP(THREAD_SIZE + 1600, CURRENT_AT);
	struct thread *current;
	struct saved_registers *kernel_mode_pf_regs;
	GAP(CURRENT_AT + 16, CURRENT_AT + 24);
	struct list_head runq;
	u64 runq_len;
	GAP(CURRENT_AT + 48, CURRENT_AT + 64);
	struct resource_set *resource_set;
	int status;
	GAP(CURRENT_AT + 76, CURRENT_AT + 152);
	u64 *monitor;
	GAP(CURRENT_AT + 160, CURRENT_AT + 280);
};

struct free_chunk { u64 addr, size; struct rb_node node; void *llist; };

struct ihk_mc_numa_node {
	GAP(0, 64);
	struct rb_root free_chunks;
	GAP(72, 192);
	u64 nr_pages, nr_free_pages, min_addr, max_addr;
	GAP(224, 256);
};

struct ihk_kmsg_buf { int lock, tail, len, head; GAP(16, 4096); char str[(4 << 20) - 4096]; };

struct boot_cpu { int numa, hw_id, linux_cpu, ikc_cpu; };
struct boot_node { int type, linux_node; };
struct boot_chunk { u64 start, end; int numa, pad; };

#ifndef NO_ASSERTIONS /* the 32-bit loader uses nothing with pointers */
AT(struct thread, status, 4184); AT(struct thread, vm, 4200); AT(struct thread, ctx, 4208); SIZE(struct thread, THREAD_SIZE);
AT(struct process, main_thread, 168); AT(struct process, status, 420); AT(struct process, pid, 456);
AT(struct process, saved_cmdline, 992); SIZE(struct process, 1536);
AT(struct process_vm, region, 16); AT(struct process_vm, proc, 136); SIZE(struct process_vm, 304);
AT(struct vm_range, memobj, 56); AT(struct vm_range, pgshift, 72); SIZE(struct vm_range, 88);
AT(struct resource_set, pid1, 320); SIZE(struct resource_set, 384); SIZE(struct thread_hash, 5888);
AT(struct cpu_local_var, idle, 64); SIZE(struct free_chunk, 48);
AT(struct ihk_mc_numa_node, nr_pages, 192); SIZE(struct ihk_mc_numa_node, 256);
AT(struct ihk_kmsg_buf, str, 4096); SIZE(struct ihk_kmsg_buf, 4 << 20);
ARCH_LAYOUT_HOLDS
#endif
#endif
