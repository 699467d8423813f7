/* Where things are before the kernel runs, and the page table of the Linux around it. */
#define MEMORY 0u
#define LOW_CODE 0x8000u
#define PAGE_TABLE 0x200000u
#define BOOT_PARAM 0x300000u
#define BITMAPS 0x310000u
#define KMSG 0x400000u
#define PAGE_OFFSET 0xffff888000000000ull

extern u32 kernel_base;

static void *at(u32 address) { return (void *)address; }

static void linux_parameters(struct smp_boot_param *param)
{
	param->linux_kernel_pgt_phys = PAGE_TABLE;
	param->page_offset_base = PAGE_OFFSET;
}

static void page_tables(void)
{
	volatile u64 *pml4 = at(PAGE_TABLE), *low = at(PAGE_TABLE + 0x1000), *pages = at(PAGE_TABLE + 0x2000), *high = at(PAGE_TABLE + 0x3000),
		*image = at(PAGE_TABLE + 0x4000);

	pml4[0] = pml4[PAGE_OFFSET >> 39 & 511] = (PAGE_TABLE + 0x1000) | 3;
	low[0] = (PAGE_TABLE + 0x2000) | 3;
	for (u32 i = 0; i < 512; i++)
		pages[i] = (u64)i << 21 | 0x83;
	pml4[511] = (PAGE_TABLE + 0x3000) | 3;
	high[MAP_KERNEL_START >> 30 & 511] = (PAGE_TABLE + 0x4000) | 3;
	for (u32 i = 0; i < 4; i++)
		image[(MAP_KERNEL_START >> 21 & 511) + i] = (kernel_base + (i << 21)) | 0x83;
}
