/* Short things that x86_64 does in its own way. */
extern u64 linux_page_offset_base, x86_kernel_phys_base;
extern struct x86_cpu_local_variables *locals;
#define kernel_phys_base x86_kernel_phys_base
#define ENTRY_FRAME 0x000ffffffffff000UL
#define KERNEL_STACK_ALIGN 1

enum entry_bit { PRESENT = 1, WRITABLE = 2, USER = 4, UNCACHED = 0x18, LARGE = 0x80 };

always_inline void *phys_to_virt(u64 physical) { return (void *)(linux_page_offset_base + physical); }
always_inline int this_cpu(void) { int id; asm volatile("movl %%gs:0, %0" : "=r"(id)); return id; }
always_inline u64 cycles(void) { u32 lo, hi; asm volatile("rdtsc" : "=a"(lo), "=d"(hi)); return lo | (u64)hi << 32; }
always_inline void relax(void) { asm volatile("pause"); }

always_inline int entry_valid(u64 entry) { return entry & PRESENT; }
always_inline int entry_user(u64 entry) { return (entry & USER) != 0; }
always_inline int entry_large(u64 entry) { return (entry & LARGE) != 0; }
always_inline u64 table_entry(u64 table, enum memory_kind kind)
{
	return table | PRESENT | WRITABLE | (kind == MEMORY_USER ? USER : 0);
}
always_inline u64 leaf_entry(u64 physical, int large, enum memory_kind kind)
{
	return physical | PRESENT | WRITABLE | (large ? LARGE : 0) | (kind == MEMORY_USER ? USER : 0)
		| (kind == MEMORY_DEVICE ? UNCACHED : 0);
}

#define CALL_NUMBER(registers) ((registers)->rax)
#define CALL_RESULT(registers) ((registers)->rax)
always_inline u64 saved_pc(struct saved_registers *registers) { return registers->rip; }

void set_kernel_stack(u64 top);
void ihk_mc_switch_context(struct context *from, struct context *to);
#define switch_context(from, to) ihk_mc_switch_context(&(from)->ctx, &(to)->ctx)
void system_call_entry(void);
void page_fault_entry(void);
void general_protection_entry(void);
void nmi_entry(void);
void ap_head(void);
