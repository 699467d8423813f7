/* From the first instruction to running threads. */
#include "kernel.h"

static const char *argument(const char *name)
{
	const char *text = boot_param->kernel_args;

	for (; *text; text++) {
		u64 i = 0;
		while (name[i] && text[i] == name[i])
			i++;
		if (!name[i])
			return text + i;
	}
	return 0;
}

static u32 dump_level(void)
{
	const char *text = argument("dump_level=");
	u32 level = 0;

	if (!text)
		return DUMP_LEVEL_USER_UNUSED_EXCLUDE;
	for (; *text >= '0' && *text <= '9'; text++)
		level = level * 10 + *text - '0';
	return level;
}

void kernel_start(u64 parameters, u64 base)
{
	boot_param_pa = parameters;
	kernel_phys_base = base;
	memory_start();
	log_start();
	boot_param->status = 1;
	boot_param->dump_level = dump_level();
	kprintf("practice kernel, %d chunks, base 0x%lx, arguments: %s\n", boot_param->nr_memory_chunks, base,
		boot_param->kernel_args);
	for (int i = 0; i < boot_param->nr_numa_nodes; i++)
		kprintf("node %d: %ld pages, %ld free\n", i, memory_nodes[i].nr_pages, memory_nodes[i].nr_free_pages);
	cpus_start();
	processes_start();
	start_other_cpus();
	boot_param->status = 3;
	kprintf("%d CPUs running\n", num_processors);
	idle_loop();
}
