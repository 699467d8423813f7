/*
 * Plays IHK and the Linux around it, in 32-bit code: gives the practice kernel chunks of memory, puts its image where IHK
 * would, writes the boot parameters, the page set and an empty log, and makes the page table that Linux would have.
 */
#include "../layout.h"

#define BOOT_PARAM 0x300000u
#define BITMAPS 0x310000u
#define KMSG 0x400000u
#define PML4 0x200000u
#define LOW_CODE 0x8000u
#define PAGE_OFFSET 0xffff888000000000ull
#define KERNEL_START 0xfffffffffe800000ull
#define CPUS 4

struct multiboot { u32 flags, lower, upper, device, command_line, modules, modules_at; };
struct module { u32 start, end, text, zero; };
struct elf_header { u8 ident[16]; u16 type, machine; u32 version; u64 entry, phoff, shoff; u32 flags; u16 ehsize, phentsize, phnum; } __attribute__((packed));
struct segment { u32 type, flags; u64 offset, virtual, physical, filesz, memsz, align; };

static const struct boot_chunk chunks[] = {
	{ 0x04000000, 0x04800000, 0, 0 }, { 0x04a00000, 0x04c00000, 0, 0 }, { 0x05000000, 0x05600000, 1, 0 },
};
#define CHUNKS (sizeof chunks / sizeof chunks[0])

u32 page_table = PML4, boot_param_at = BOOT_PARAM, kernel_base;
u64 entry;
extern char trampoline[], trampoline_end[];

static void *at(u32 address) { return (void *)address; }

static void copy(u32 to, const void *from, u32 length)
{
	for (u32 i = 0; i < length; i++)
		((volatile char *)at(to))[i] = ((const char *)from)[i];
}

static void page_tables(void)
{
	volatile u64 *pml4 = at(PML4), *low = at(PML4 + 0x1000), *pages = at(PML4 + 0x2000), *high = at(PML4 + 0x3000),
		*image = at(PML4 + 0x4000);

	pml4[0] = pml4[PAGE_OFFSET >> 39 & 511] = (PML4 + 0x1000) | 3;
	low[0] = (PML4 + 0x2000) | 3;
	for (u32 i = 0; i < 512; i++)
		pages[i] = (u64)i << 21 | 0x83;
	pml4[511] = (PML4 + 0x3000) | 3;
	high[KERNEL_START >> 30 & 511] = (PML4 + 0x4000) | 3;
	for (u32 i = 0; i < 4; i++)
		image[(KERNEL_START >> 21 & 511) + i] = (kernel_base + (i << 21)) | 0x83;
}

static void load_image(u32 file)
{
	struct elf_header *header = at(file);

	entry = header->entry;
	for (u32 i = 0; i < header->phnum; i++) {
		struct segment *segment = at(file + (u32)header->phoff + i * sizeof *segment);
		if (segment->type == 1)
			copy(kernel_base + (u32)(segment->virtual - KERNEL_START), at(file + (u32)segment->offset),
				(u32)segment->filesz);
	}
}

static u32 bitmaps(void)
{
	u32 next = BITMAPS;

	for (u32 i = 0; i < CHUNKS; i++) {
		struct ihk_dump_page *map = at(next);
		u32 pages = (u32)(chunks[i].end - chunks[i].start) / 4096;

		map->start = chunks[i].start;
		map->map_count = (pages + 63) / 64;
		for (u32 page = 0; page < pages; page++)
			map->map[page / 64] |= 1ull << page % 64;
		next += 16 + 8 * (u32)map->map_count;
	}
	return next;
}

static void boot_parameters(void)
{
	struct smp_boot_param *param = at(BOOT_PARAM);
	struct boot_cpu *cpus = (struct boot_cpu *)(param + 1);
	struct boot_node *nodes = (struct boot_node *)(cpus + CPUS);
	struct boot_chunk *memory = (struct boot_chunk *)(nodes + 2);
	int *distances = (int *)(memory + CHUNKS);
	static const char arguments[] = "hidos dump_level=24";

	param->start = chunks[0].start;
	param->end = chunks[CHUNKS - 1].end;
	param->param_size = (char *)(distances + 4) - (char *)param;
	param->bootstrap_mem_end = chunks[0].end;
	param->msg_buffer = KMSG;
	param->msg_buffer_size = sizeof(struct ihk_kmsg_buf);
	param->linux_kernel_pgt_phys = PML4;
	param->page_offset_base = PAGE_OFFSET;
	param->boot_sec = 1764000000;
	param->boot_nsec = 123456789;
	copy((u32)param->kernel_args, arguments, sizeof arguments);
	param->nr_linux_cpus = 1;
	param->nr_cpus = CPUS;
	param->nr_numa_nodes = 2;
	param->nr_memory_chunks = CHUNKS;
	param->linux_default_huge_page_shift = 21;
	for (int i = 0; i < CPUS; i++)
		cpus[i] = (struct boot_cpu){ i / 2, i, i + 1, 0 };
	for (int i = 0; i < 2; i++)
		nodes[i] = (struct boot_node){ 0, i };
	for (u32 i = 0; i < CHUNKS; i++)
		memory[i] = chunks[i];
	for (int i = 0; i < 4; i++)
		distances[i] = i == 0 || i == 3 ? 10 : 20;
	param->dump_page_set.count = CHUNKS;
	param->dump_page_set.phy_page = BITMAPS;
	param->dump_page_set.page_size = (bitmaps() - BITMAPS + 4095) & -4096u;
	((struct ihk_kmsg_buf *)at(KMSG))->len = sizeof(struct ihk_kmsg_buf) - 4096;
}

void loader(struct multiboot *info)
{
	struct module *image = at(info->modules_at);

	kernel_base = ((u32)chunks[0].start + 2 * 0x200000 - 1) & -0x200000u;
	load_image(image->start);
	copy(LOW_CODE, trampoline, trampoline_end - trampoline);
	page_tables();
	boot_parameters();
}
