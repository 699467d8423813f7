/* Physical pages of every NUMA node, and where they are mapped. */
#include "kernel.h"

u64 boot_param_pa;
struct smp_boot_param *boot_param;
struct ihk_dump_page *dump_page;
struct ihk_mc_numa_node memory_nodes[MAX_NODES];
static u64 next_fixed = MAP_FIXED_START;
static char *heap, *heap_end;

struct boot_chunk *boot_chunks(struct smp_boot_param *param)
{
	struct boot_cpu *cpus = (struct boot_cpu *)(param + 1);
	struct boot_node *nodes = (struct boot_node *)(cpus + param->nr_cpus);
	return (struct boot_chunk *)(nodes + param->nr_numa_nodes);
}

/* The header of free pages is in the first of them. */
static void add_free(int node, u64 start, u64 end)
{
	struct ihk_mc_numa_node *numa = &memory_nodes[node];
	struct rb_node **link = &numa->free_chunks.rb_node, *parent = 0;
	struct free_chunk *chunk;

	if (start >= end)
		return;
	chunk = phys_to_virt(start);
	chunk->addr = start;
	chunk->size = end - start;
	chunk->llist = 0;
	while (*link) {
		parent = *link;
		link = start < container_of(parent, struct free_chunk, node)->addr ? &parent->rb_left : &parent->rb_right;
	}
	chunk->node.__rb_parent_color = (u64)parent | 1;
	chunk->node.rb_left = chunk->node.rb_right = 0;
	*link = &chunk->node;
	numa->nr_free_pages += (end - start) / PAGE;
}

/* First free chunk of a subtree, by address, that can give `size` bytes and keep its first page. */
static struct free_chunk *find_free(struct rb_node *node, u64 size, u64 align)
{
	struct free_chunk *chunk, *found;

	if (!node)
		return 0;
	found = find_free(node->rb_left, size, align);
	if (found)
		return found;
	chunk = container_of(node, struct free_chunk, node);
	if (chunk->size > size && ((chunk->addr + chunk->size - size) & -align) > chunk->addr)
		return chunk;
	return find_free(node->rb_right, size, align);
}

/* Zeroed pages; the physical address of the first. */
u64 alloc_pages(int node, u64 pages, u64 align_pages)
{
	u64 size = pages * PAGE, align = align_pages * PAGE, at, end;
	struct free_chunk *chunk = find_free(memory_nodes[node].free_chunks.rb_node, size, align);
	u64 *word;

	if (!chunk)
		panic("out of memory", 0);
	end = chunk->addr + chunk->size;
	at = (end - size) & -align;
	memory_nodes[node].nr_free_pages -= (end - at) / PAGE;
	chunk->size = at - chunk->addr;
	add_free(node, at + size, end);
	for (word = phys_to_virt(at); word < (u64 *)phys_to_virt(at + size); word++)
		*word = 0;
	return at;
}

/* Small zeroed kernel objects, never given back. */
void *alloc(u64 size)
{
	void *object;

	size = (size + 63) & -64UL;
	if (heap_end - heap < (long)size) {
		u64 pages = 4 + size / PAGE;
		heap = phys_to_virt(alloc_pages(0, pages, 1));
		heap_end = heap + pages * PAGE;
	}
	object = heap;
	heap += size;
	return object;
}

/* Maps a page, or a large one, in tables of four levels. */
void map(u64 table, u64 virtual, u64 physical, int large, enum memory_kind kind)
{
	int shift;

	for (shift = 39; shift > (large ? 21 : 12); shift -= 9) {
		u64 *entry = (u64 *)phys_to_virt(table) + (virtual >> shift & 511);
		if (!entry_valid(*entry))
			*entry = table_entry(alloc_pages(0, 1, 1), kind);
		table = *entry & ENTRY_FRAME;
	}
	((u64 *)phys_to_virt(table))[virtual >> shift & 511] = leaf_entry(physical, large, kind);
}

/* Maps pages of anybody's memory where the kernel finds room. */
void *map_fixed(u64 physical, u64 pages, enum memory_kind kind)
{
	u64 at = next_fixed, i;

	for (i = 0; i < pages; i++)
		map(kernel_table(), at + i * PAGE, physical + i * PAGE, 0, kind);
	next_fixed += pages * PAGE;
	return (void *)at;
}

void memory_start(void)
{
	/* Linux maps low memory one to one until the kernel has tables of its own. */
	struct smp_boot_param *param = (struct smp_boot_param *)boot_param_pa;
	struct boot_chunk *chunks = boot_chunks(param);
	u64 image_end = (kernel_phys_base + ((u64)_end - MAP_KERNEL_START) + PAGE - 1) & -PAGE;
	int i;

	tables_before(param);
	for (i = 0; i < param->nr_memory_chunks; i++) {
		struct boot_chunk *chunk = &chunks[i];
		struct ihk_mc_numa_node *node = &memory_nodes[chunk->numa];

		node->nr_pages += (chunk->end - chunk->start) / PAGE;
		if (!node->max_addr || chunk->start < node->min_addr)
			node->min_addr = chunk->start;
		if (chunk->end > node->max_addr)
			node->max_addr = chunk->end;
		if (chunk->start <= kernel_phys_base && kernel_phys_base < chunk->end) {
			add_free(chunk->numa, chunk->start, kernel_phys_base);
			add_free(chunk->numa, image_end, chunk->end);
		} else {
			add_free(chunk->numa, chunk->start, chunk->end);
		}
	}
	tables_start(param, image_end);
	boot_param = map_fixed(boot_param_pa, 4, MEMORY_KERNEL);
	dump_page = map_fixed(boot_param->dump_page_set.phy_page, boot_param->dump_page_set.page_size / PAGE, MEMORY_KERNEL);
}
