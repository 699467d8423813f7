/*
 * Plays IHK and the Linux around it: gives the practice kernel chunks of memory, puts its image where IHK
 * would, writes the boot parameters, the page set and an empty log, and calls for the page table that
 * Linux would have. Everything is in the first 4 GiB.
 */
#include "../layout.h"

#include "place.h"

#define CPUS 4

struct elf_header { u8 ident[16]; u16 type, machine; u32 version; u64 entry, phoff, shoff; u32 flags; u16 ehsize, phentsize, phnum; } __attribute__((packed));
struct segment { u32 type, flags; u64 offset, virtual, physical, filesz, memsz, align; };

static const struct boot_chunk chunks[] = {
	{ MEMORY + 0x04000000, MEMORY + 0x04800000, 0, 0 }, { MEMORY + 0x04a00000, MEMORY + 0x04c00000, 0, 0 },
	{ MEMORY + 0x05000000, MEMORY + 0x05600000, 1, 0 },
};
#define CHUNKS (sizeof chunks / sizeof chunks[0])

u32 page_table = PAGE_TABLE, boot_param_at = BOOT_PARAM, kernel_base;
u64 entry;
extern char trampoline[], trampoline_end[];

static void copy(u32 to, const void *from, u32 length)
{
	for (u32 i = 0; i < length; i++)
		((volatile char *)at(to))[i] = ((const char *)from)[i];
}

static void load_image(u32 file)
{
	struct elf_header *header = at(file);

	entry = header->entry;
	for (u32 i = 0; i < header->phnum; i++) {
		struct segment *segment = at(file + (u32)header->phoff + i * sizeof *segment);
		if (segment->type == 1)
			copy(kernel_base + (u32)(segment->virtual - MAP_KERNEL_START), at(file + (u32)segment->offset),
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
	linux_parameters(param);
	param->boot_sec = 1764000000;
	param->boot_nsec = 123456789;
	copy((u32)(unsigned long)param->kernel_args, arguments, sizeof arguments);
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

/* image: physical address of the practice kernel's file. */
void loader(u32 image)
{
	kernel_base = ((u32)chunks[0].start + 2 * 0x200000 - 1) & -0x200000u;
	load_image(image);
	copy(LOW_CODE, trampoline, trampoline_end - trampoline);
	page_tables();
	boot_parameters();
}
