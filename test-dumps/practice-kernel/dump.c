/*
 * The dump NMI, or what replaces it: every CPU saves its registers and stops; the last one leaves out what the dump level
 * does not want.
 */
#include "kernel.h"

static void (*visit)(const char *what, u64 start, u64 pages);

static struct ihk_dump_page *next_map(struct ihk_dump_page *map)
{
	return (struct ihk_dump_page *)&map->map[map->map_count];
}

static void clear_pages(const char *what, u64 start, u64 pages)
{
	struct ihk_dump_page *map = dump_page;

	(void)what;
	for (u32 i = 0; i < boot_param->dump_page_set.count; i++, map = next_map(map))
		for (u64 page = 0; page < pages; page++) {
			u64 bit = (start + page * PAGE - map->start) / PAGE;
			if (start + page * PAGE >= map->start && bit < map->map_count * 64)
				map->map[bit / 64] &= ~(1UL << bit % 64);
		}
}

static void visit_user_pages(u64 table, int shift, u64 first, u64 end)
{
	u64 *entries = phys_to_virt(table);

	for (u64 i = first; i < end; i++) {
		u64 entry = entries[i];
		if (!entry_valid(entry))
			continue;
		if (shift > 12 && !entry_large(entry))
			visit_user_pages(entry & ENTRY_FRAME, shift - 9, 0, 512);
		else if (entry_user(entry))
			visit("user", entry & ENTRY_FRAME & -(1UL << shift), (1UL << shift) / PAGE);
	}
}

static void visit_all_user_pages(void)
{
	for (int i = 0; i < HASH_SIZE; i++) {
		struct list_head *bucket = &resources->process_hash->list[i], *node;
		for (node = bucket->next; node != bucket; node = node->next) {
			struct process *process = container_of(node, struct process, hash_list);
			if (process->vm)
				visit_user_pages(user_table_at(process->vm->address_space->page_table), 39, 0, 256);
		}
	}
}

static void visit_free(struct rb_node *node)
{
	struct free_chunk *chunk;

	if (!node)
		return;
	chunk = container_of(node, struct free_chunk, node);
	visit_free(node->rb_left);
	visit_free(node->rb_right);
	visit("free", chunk->addr, chunk->size / PAGE);
}

static void visit_all_free_pages(void)
{
	for (int i = 0; i < boot_param->nr_numa_nodes; i++)
		visit_free(memory_nodes[i].free_chunks.rb_node);
}

void clear_excluded_pages(void)
{
	if (boot_param->dump_level == DUMP_LEVEL_USER_UNUSED_EXCLUDE) {
		visit = clear_pages;
		visit_all_user_pages();
		visit_all_free_pages();
	}
	boot_param->dump_page_set.completion_flag = 1;
}

static void print_pages(const char *what, u64 start, u64 pages)
{
	serial_printf("TRUTH pages %s 0x%lx %ld\n", what, start, (long)pages);
}

/* For the capture script: the same things once more, in words. */
void print_truth(void)
{
	serial_printf("TRUTH kernel_base 0x%lx\nTRUTH boot_param 0x%lx\n", kernel_phys_base, boot_param_pa);
	for (int i = 0; i < HASH_SIZE; i++) {
		struct list_head *bucket = &resources->thread_hash->list[i], *node;
		for (node = bucket->next; node != bucket; node = node->next) {
			struct thread *thread = container_of(node, struct thread, hash_list);
			serial_printf("TRUTH thread %d %d %d %d 0x%lx %d\n", thread->tid, thread->proc->pid, thread->cpu_id,
				thread->status, (u64)thread, clv[thread->cpu_id].current == thread);
		}
	}
	visit = print_pages;
	visit_all_user_pages();
	visit_all_free_pages();
}

void on_nmi(struct saved_registers *registers)
{
	int cpu = this_cpu();

	save_registers(cpu, registers);
	if (cpu == num_processors - 1) {
		clear_excluded_pages();
		print_truth();
		serial_printf("CAPTURE: ready\n");
	}
	halt_cpu();
}
