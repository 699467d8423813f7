// SPDX-License-Identifier: MIT
/*
 * Puts a captured practice kernel into a running Linux, as if IHK had booted it there: its memory where it was (the kernel's
 * argument memmap= keeps that free), its boot parameters, page set and log in pages of Linux's own. /payload says what goes
 * where; see ../payload. Two static variables are what a converter looks for.
 */
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>

#define AREAS 3
#define BOOT_PARAM_PAGE_SET 6632

struct record { u64 kind, where, n; };
enum { END = 0, MEMORY = 1, CONTENT = 10, FIX_MEMORY = 20, FIX_BOOT_PARAM = 30 };

/* Nothing here reads them: a converter does. */
static unsigned long __used dump_page_set_addr;
static unsigned long __used dump_bootstrap_mem_start;
static unsigned long bootstrap;
module_param(bootstrap, ulong, 0444);
static const int orders[AREAS] = { 2, 0, 10 }; /* boot parameters, bitmaps, log */
static struct page *areas[AREAS];
static u8 page_buffer[PAGE_SIZE];

static int __init put(u64 physical, const void *from, size_t n)
{
	void *at = memremap(physical, n, MEMREMAP_WB);

	if (!at)
		return -ENOMEM;
	memcpy(at, from, n);
	memunmap(at);
	return 0;
}

static int __init read_exactly(struct file *file, void *to, size_t n, loff_t *position)
{
	return kernel_read(file, to, n, position) == n ? 0 : -EIO;
}

static int __init apply(struct file *file, struct record *r, loff_t *position)
{
	int area = r->kind % 10, error;
	u64 value;

	if (r->kind == MEMORY || r->kind / 10 == CONTENT / 10) {
		if (r->n > sizeof page_buffer || area >= AREAS)
			return -EINVAL;
		error = read_exactly(file, page_buffer, r->n, position);
		if (error)
			return error;
		if (r->kind == MEMORY)
			return put(r->where, page_buffer, r->n);
		memcpy(page_address(areas[area]) + r->where, page_buffer, r->n);
		return 0;
	}
	if (area >= AREAS)
		return -EINVAL;
	value = page_to_phys(areas[area]) + r->n;
	if (r->kind / 10 == FIX_MEMORY / 10)
		return put(r->where, &value, sizeof value);
	memcpy(page_address(areas[0]) + r->where, &value, sizeof value);
	return 0;
}

static int __init practice_init(void)
{
	struct file *file = filp_open("/payload", O_RDONLY, 0);
	struct record r;
	loff_t position = 0;
	int i, error = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	for (i = 0; i < AREAS && !error; i++) {
		areas[i] = alloc_pages(GFP_KERNEL | __GFP_ZERO, orders[i]);
		error = areas[i] ? 0 : -ENOMEM;
	}
	while (!error) {
		error = read_exactly(file, &r, sizeof r, &position);
		if (error || r.kind == END)
			break;
		error = apply(file, &r, &position);
	}
	filp_close(file, NULL);
	if (error)
		return error;
	dump_page_set_addr = (unsigned long)page_address(areas[0]) + BOOT_PARAM_PAGE_SET;
	dump_bootstrap_mem_start = bootstrap;
	pr_info("VM: boot_param %llx bitmaps %llx log %llx dump_page_set_addr %lx\n", (u64)page_to_phys(areas[0]),
		(u64)page_to_phys(areas[1]), (u64)page_to_phys(areas[2]), dump_page_set_addr);
	return 0;
}

static void __exit practice_exit(void)
{
}

module_init(practice_init);
module_exit(practice_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A captured practice kernel inside Linux");
