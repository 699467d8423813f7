/* Where things are before the kernel runs, and the page tables of the Linux around it. */
#define MEMORY 0x40000000u
#define LOW_CODE (MEMORY + 0x200000u)
#define PAGE_TABLE (MEMORY + 0x210000u)
#define LOW_TABLE (PAGE_TABLE + 0x6000u)
#define BOOT_PARAM (MEMORY + 0x300000u)
#define BITMAPS (MEMORY + 0x310000u)
#define KMSG (MEMORY + 0x400000u)
#define NORMAL_BLOCK 0x701ull /* accessed, inner shareable, a block */
#define DEVICE_BLOCK 0x405ull

extern u32 kernel_base;

static void *at(u32 address) { return (void *)(u64)address; }

static void linux_parameters(struct smp_boot_param *param)
{
	param->linux_kernel_pgt_phys = PAGE_TABLE;
}

/* Above: the direct map of the first GiB of memory, and the image. Below, as long as CPUs start: the first two GiB one to one. */
static void page_tables(void)
{
	volatile u64 *top = at(PAGE_TABLE), *image_1 = at(PAGE_TABLE + 0x1000), *image_2 = at(PAGE_TABLE + 0x2000),
		*direct = at(PAGE_TABLE + 0x3000), *low = at(LOW_TABLE), *low_1 = at(LOW_TABLE + 0x1000);

	top[0] = (PAGE_TABLE + 0x1000) | 3;
	image_1[0] = (PAGE_TABLE + 0x2000) | 3;
	for (u32 i = 0; i < 4; i++)
		image_2[(MAP_KERNEL_START >> 21 & 511) + i] = (kernel_base + (i << 21)) | NORMAL_BLOCK;
	top[MAP_ST_START >> 39 & 511] = (PAGE_TABLE + 0x3000) | 3;
	direct[0] = MEMORY | NORMAL_BLOCK;
	low[0] = (LOW_TABLE + 0x1000) | 3;
	low_1[0] = DEVICE_BLOCK;
	low_1[1] = MEMORY | NORMAL_BLOCK;
}
