/* The kernel's page table, and those of programs, which hold nothing else. */
#include "kernel.h"

u64 arm64_kernel_phys_base;
u64 arm64_st_phys_base;
struct page_table swapper_page_table;
static u64 no_user_table;

u64 kernel_table(void)
{
	return swapper_page_table.tt_pa;
}

u64 user_table_at(user_table table)
{
	return table->tt_pa;
}

user_table new_user_table(void)
{
	static int last_asid;
	struct page_table *table = alloc(sizeof *table);

	table->tt_pa = alloc_pages(0, 1, 1);
	table->tt = phys_to_virt(table->tt_pa);
	table->asid = ++last_asid;
	return table;
}

static void use_low_table(u64 physical, u64 asid)
{
	asm volatile("dsb ishst; msr ttbr0_el1, %0; isb" : : "r"(physical | asid << 48) : "memory");
}

void use_user_table(user_table table)
{
	use_low_table(table->tt_pa, table->asid);
}

/* Nothing is mapped below while no program runs. */
void use_kernel_table(void)
{
	asm volatile("dsb ishst; msr ttbr1_el1, %0; isb" : : "r"(kernel_table()) : "memory");
	use_low_table(no_user_table, 0);
	asm volatile("tlbi vmalle1; dsb ish; isb" : : : "memory");
}

/* On Linux's table: its direct map is where the kernel's straight map will be. */
void tables_before(struct smp_boot_param *param)
{
	(void)param;
}

void tables_start(struct smp_boot_param *param, u64 image_end)
{
	u64 at;

	no_user_table = alloc_pages(0, 1, 1);
	swapper_page_table.tt_pa = alloc_pages(0, 1, 1);
	swapper_page_table.tt = phys_to_virt(swapper_page_table.tt_pa);
	for (int i = 0; i < param->nr_memory_chunks; i++)
		for (at = boot_chunks(param)[i].start & -LARGE_PAGE; at < boot_chunks(param)[i].end; at += LARGE_PAGE)
			map(kernel_table(), (u64)phys_to_virt(at), at, 1, MEMORY_KERNEL);
	for (at = kernel_phys_base; at < image_end + LARGE_PAGE; at += LARGE_PAGE)
		map(kernel_table(), MAP_KERNEL_START + at - kernel_phys_base, at, 1, MEMORY_KERNEL);
	use_kernel_table();
}
