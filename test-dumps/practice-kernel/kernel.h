/* What the practice kernel's files offer one another. */
#ifndef KERNEL_H
#define KERNEL_H
#include "layout.h"

#define noinline __attribute__((noinline))
#define always_inline static inline __attribute__((always_inline))

enum memory_kind { MEMORY_KERNEL, MEMORY_DEVICE, MEMORY_USER };

/* The processor's own: what is too short for a function of cpu.c or tables.c. */
#include "machine.h"

/* memory.c */
extern u64 boot_param_pa;
extern struct ihk_mc_numa_node memory_nodes[MAX_NODES];
void memory_start(void);
struct boot_chunk *boot_chunks(struct smp_boot_param *param);
u64 alloc_pages(int node, u64 pages, u64 align_pages);
void *alloc(u64 size);
void map(u64 table, u64 virtual, u64 physical, int large, enum memory_kind kind);
void *map_fixed(u64 physical, u64 pages, enum memory_kind kind);

/* tables.c */
void tables_before(struct smp_boot_param *param);
void tables_start(struct smp_boot_param *param, u64 image_end);
u64 kernel_table(void);
user_table new_user_table(void);
u64 user_table_at(user_table table);
void use_kernel_table(void);
void use_user_table(user_table table);

/* log.c */
void log_start(void);
void kprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));
void serial_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* cpu.c */
extern struct cpu_local_var *clv;
extern int num_processors;
void cpus_start(void);
void start_other_cpus(void);
void serial_put(char c);
void start_idle_context(struct thread *thread);
void start_context(struct thread *thread, void (*function)(u64 argument), u64 argument);
void save_registers(int cpu, struct saved_registers *from);
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

/* fault.c */
void print_registers(struct saved_registers *registers);

/* panic.c, dump.c */
void panic(const char *message, struct saved_registers *registers) __attribute__((noreturn));
void clear_excluded_pages(void);
void print_truth(void);
extern struct smp_boot_param *boot_param;
extern struct ihk_dump_page *dump_page;

/* entry.S */
void thread_start(void);
void enter_user_mode(u64 pc, u64 sp, u64 argument) __attribute__((noreturn));
extern char user_program[], user_program_end[], _end[], _head[];
#endif
