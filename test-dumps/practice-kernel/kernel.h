/* What the practice kernel's files offer one another. */
#ifndef KERNEL_H
#define KERNEL_H
#include "layout.h"

#define noinline __attribute__((noinline))
#define always_inline static inline __attribute__((always_inline))

/* memory.c */
extern u64 linux_page_offset_base, x86_kernel_phys_base, boot_param_pa;
extern struct ihk_mc_numa_node memory_nodes[MAX_NODES];
always_inline void *phys_to_virt(u64 physical) { return (void *)(linux_page_offset_base + physical); }
void memory_start(void);
u64 alloc_pages(int node, u64 pages, u64 align_pages);
void *alloc(u64 size);
void *map_fixed(u64 physical, u64 pages, u64 flags);
u64 new_user_table(void);
void map_user(u64 table, u64 virtual, u64 physical, int large);
void use_page_table(u64 physical);
u64 kernel_table(void);

/* log.c */
void log_start(void);
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void serial_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* cpu.c */
extern struct x86_cpu_local_variables *locals;
extern struct cpu_local_var *clv;
extern int num_processors;
always_inline int this_cpu(void) { int id; asm volatile("movl %%gs:0, %0" : "=r"(id)); return id; }
always_inline u64 cycles(void) { u32 lo, hi; asm volatile("rdtsc" : "=a"(lo), "=d"(hi)); return lo | (u64)hi << 32; }
struct x86_cpu_local_variables *cpu_locals(int cpu);
void cpus_start(void);
void cpu_start(int cpu);
void start_other_cpus(void);
void set_kernel_stack(u64 top);
void halt_cpu(void) __attribute__((noreturn));

/* sched.c */
void list_start(struct list_head *head);
void list_add_tail(struct list_head *node, struct list_head *head);
void schedule(void);
void idle_loop(void) __attribute__((noreturn));
void sleep_until(u64 when, int status);
void wake_up(struct list_head *queue, int tid);
extern volatile int settled[MAX_CPUS];

/* lock.c, offload.c */
void lock(struct lock *lock);
void unlock(struct lock *lock);
long wait_for_reply(int number);

/* process.c */
extern struct resource_set *resources;
void processes_start(void);
struct thread *current(void);

/* panic.c, dump.c */
void panic(const char *message, struct saved_registers *registers) __attribute__((noreturn));
void clear_excluded_pages(void);
void print_truth(void);
extern struct smp_boot_param *boot_param;
extern struct ihk_dump_page *dump_page;

/* entry.S */
void ihk_mc_switch_context(struct context *from, struct context *to);
void thread_start(void);
void enter_user_mode(u64 rip, u64 rsp, u64 argument) __attribute__((noreturn));
void system_call_entry(void);
void page_fault_entry(void);
void general_protection_entry(void);
void nmi_entry(void);
void ap_head(void);
extern char user_program[], user_program_end[], _end[], _head[];
#endif
