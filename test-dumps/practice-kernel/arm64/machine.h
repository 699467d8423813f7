/* Short things that arm64 does in its own way. */
extern u64 arm64_kernel_phys_base, arm64_st_phys_base;
extern struct page_table swapper_page_table;
#define kernel_phys_base arm64_kernel_phys_base
#define ENTRY_FRAME 0x0000fffffffff000UL
#define KERNEL_STACK_ALIGN 2 /* thread_info is found from the stack pointer */

/* Of a descriptor: block or page, table, access flag, not global, shareable, what programs may do, kind of memory. */
#define VALID 1UL
#define TABLE_OR_PAGE 2UL
#define DEVICE (1UL << 2)
#define USER (1UL << 6)
#define INNER_SHAREABLE (3UL << 8)
#define ACCESSED (1UL << 10)
#define NOT_GLOBAL (1UL << 11)
#define NO_KERNEL_EXECUTION (1UL << 53)

always_inline void *phys_to_virt(u64 physical) { return (void *)((physical - arm64_st_phys_base) | MAP_ST_START); }
always_inline int this_cpu(void)
{
	struct thread_info *own;
	asm volatile("mrs %0, tpidr_el1" : "=r"(own));
	return own->cpu;
}
always_inline u64 cycles(void) { u64 count; asm volatile("isb; mrs %0, cntvct_el0" : "=r"(count)); return count; }
always_inline void relax(void) { asm volatile("yield"); }

always_inline int entry_valid(u64 entry) { return entry & VALID; }
always_inline int entry_user(u64 entry) { return (entry & USER) != 0; }
always_inline int entry_large(u64 entry) { return !(entry & TABLE_OR_PAGE); }
always_inline u64 table_entry(u64 table, enum memory_kind kind)
{
	(void)kind;
	return table | VALID | TABLE_OR_PAGE;
}
always_inline u64 leaf_entry(u64 physical, int large, enum memory_kind kind)
{
	return physical | VALID | ACCESSED | INNER_SHAREABLE | (large ? 0 : TABLE_OR_PAGE)
		| (kind == MEMORY_USER ? USER | NOT_GLOBAL | NO_KERNEL_EXECUTION : 0) | (kind == MEMORY_DEVICE ? DEVICE : 0);
}

#define CALL_NUMBER(registers) ((registers)->regs[8])
#define CALL_RESULT(registers) ((registers)->regs[0])
always_inline u64 saved_pc(struct saved_registers *registers) { return registers->pc; }

/* An entry from a program begins at the end of the stack by itself. */
#define set_kernel_stack(top) ((void)(top))
void cpu_switch_to(struct thread_info *from, struct thread_info *to);
#define switch_context(from, to) cpu_switch_to((from)->ctx, (to)->ctx)
extern char vectors[];
