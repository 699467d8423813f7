/* The kernel's page table, and those of programs, which hold the kernel's upper half, too. */
#include "kernel.h"

u64 linux_page_offset_base = 0xffff888000000000UL;
u64 x86_kernel_phys_base;
static u64 *init_pt;

u64 kernel_table(void)
{
	return (u64)init_pt - MAP_ST_START;
}

u64 user_table_at(user_table table)
{
	return (u64)table - linux_page_offset_base;
}

user_table new_user_table(void)
{
	u64 *from = phys_to_virt(kernel_table()), *to = phys_to_virt(alloc_pages(0, 1, 1));
	int i;

	for (i = 256; i < 512; i++)
		to[i] = from[i];
	return to;
}

static void use_page_table(u64 physical)
{
	asm volatile("movq %0, %%cr3" : : "r"(physical) : "memory");
}

void use_kernel_table(void)
{
	use_page_table(kernel_table());
}

void use_user_table(user_table table)
{
	use_page_table(user_table_at(table));
}

/* On Linux's table: how its direct map is reached. */
void tables_before(struct smp_boot_param *param)
{
	linux_page_offset_base = param->page_offset_base;
}

void tables_start(struct smp_boot_param *param, u64 image_end)
{
	u64 at;
	int i;

	init_pt = (u64 *)(MAP_ST_START + alloc_pages(0, 1, 1));
	for (i = 256; i < 512; i++) /* every process copies these entries, so they must exist from the start */
		((u64 *)phys_to_virt(kernel_table()))[i] = table_entry(alloc_pages(0, 1, 1), MEMORY_KERNEL);
	for (at = param->start & -LARGE_PAGE; at < param->end; at += LARGE_PAGE)
		map(kernel_table(), MAP_ST_START + at, at, 1, MEMORY_KERNEL);
	for (at = 0; at < 1UL << 30; at += LARGE_PAGE)
		map(kernel_table(), linux_page_offset_base + at, at, 1, MEMORY_KERNEL);
	for (at = kernel_phys_base; at < image_end + LARGE_PAGE; at += LARGE_PAGE)
		map(kernel_table(), MAP_KERNEL_START + at - kernel_phys_base, at, 1, MEMORY_KERNEL);
	use_kernel_table();
}
