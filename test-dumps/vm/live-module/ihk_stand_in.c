// SPDX-License-Identifier: MIT
/*
 * Plays IHK's driver: /dev/mcd0, which lends out CPUs and memory that it only counts, and /dev/mcosN, which after a boot "runs"
 * the captured practice kernel that ../module has put into memory. Nothing executes there; while it "runs", a word of it (beat)
 * counts up every 10 ms, so that a reader can recognise a stopped kernel. Stopping takes 50 ms, or until stuck is cleared.
 * Written in our own words from facts about the interface: request numbers, layouts, the table of DUMP's sub-commands and what each
 * does, the page set's bitmaps. dump() and what it calls were written from those facts alone, without sight of IHK's source; an
 * earlier version of them was thrown away because its author had read parts of that source.
 */
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/uaccess.h>

#define MOST 64
#define LARGE (2UL << 20)

static unsigned long page_set, log_at, log_size, bootstrap, beat;
static int stuck, old;
module_param(page_set, ulong, 0444);  /* physical: 24 bytes {flag, count, bytes, maps} */
module_param(log_at, ulong, 0444);    /* physical: the log's ring */
module_param(log_size, ulong, 0444);
module_param(bootstrap, ulong, 0444); /* physical: where the kernel's memory starts */
module_param(beat, ulong, 0444);      /* physical: the word that counts, in the kernel's memory */
module_param(stuck, int, 0644);       /* a CPU that does not stop */
module_param(old, int, 0644);         /* as before February 2020: 16 bytes of header, no way to go on */
static unsigned int level_now = 24;
module_param(level_now, uint, 0444);
static int stops, goes_on;
module_param(stops, int, 0444);
module_param(goes_on, int, 0444);

struct set { u32 flag, count; u64 bytes, maps; };
struct map { u64 start, words, bits[]; };
struct cpu_request { u64 cpus; s32 count, pad; };
struct memory_request { u64 sizes, nodes; s32 count, least, ratio, seconds; };
struct route_request { u64 sources, destinations; s32 count, pad; };
struct dump_request { s32 command; u32 level; u64 start, size, buffer, spare[4]; };
struct chunk { u64 bytes; s32 node; };

struct instance {
	struct miscdevice file;
	char name[16];
	int index, opened, status;
	int cpus[MOST], to[MOST], ncpus;
	struct chunk memory[MOST];
	int nmemory;
	char arguments[256];
};

static struct instance *instances[MOST];
static int cpus[MOST], ncpus;
static struct chunk memory[MOST];
static int nmemory;
static DEFINE_MUTEX(lock);
static struct set *set;
static u64 *beating;
static struct timer_list timer;
static int running;
static unsigned long still_at; /* jiffies when CPUs that are stopping have stopped; 0 when none is */
enum { NOT_BOOTED = 0, READY = 4, RUNNING = 5 };

static void tick(struct timer_list *t)
{
	if (running)
		(*beating)++;
	mod_timer(&timer, jiffies + msecs_to_jiffies(10));
}

static long take_cpus(unsigned long arg, int *from, int *nfrom, int *to, int *nto, int back)
{
	struct cpu_request r;
	s32 list[MOST];
	int i, j;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	if (r.count < 1 || r.count > MOST || copy_from_user(list, (void __user *)r.cpus, r.count * sizeof *list))
		return -EINVAL;
	for (i = 0; i < r.count; i++) {
		if (from) {
			for (j = 0; j < *nfrom && from[j] != list[i]; j++)
				;
			if (j == *nfrom)
				return -EINVAL;
			memmove(from + j, from + j + 1, (--*nfrom - j) * sizeof *from);
		} else if (list[i] == 0) {
			return -EPERM;
		}
		if (to && *nto < MOST)
			to[(*nto)++] = list[i];
	}
	return 0;
}

static long report_cpus(unsigned long arg, int *have, int n)
{
	struct cpu_request r;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	if (r.count != n)
		return -EINVAL;
	return copy_to_user((void __user *)r.cpus, have, n * sizeof *have) ? -EFAULT : 0;
}

static long take_memory(unsigned long arg, struct chunk *from, int *nfrom, struct chunk *to, int *nto)
{
	struct memory_request r;
	u64 size;
	s32 node;
	int i, j;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	if (r.count < 1 || r.count > MOST)
		return -EINVAL;
	if (!from && (r.least < PAGE_SIZE || r.ratio < 1 || r.ratio > 98 || r.seconds < 1))
		return -EINVAL;
	for (i = 0; i < r.count; i++) {
		if (get_user(size, (u64 __user *)r.sizes + i) || get_user(node, (s32 __user *)r.nodes + i))
			return -EFAULT;
		if (node != 0 || (size % (4 << 20) && size != ~0ULL))
			return -EINVAL;
		if (from) {
			for (j = 0; j < *nfrom && from[j].bytes != size; j++)
				;
			if (j == *nfrom)
				return -EINVAL;
			memmove(from + j, from + j + 1, (--*nfrom - j) * sizeof *from);
		}
		if (to && *nto < MOST)
			to[(*nto)++] = (struct chunk){ size, node };
	}
	return 0;
}

static long report_memory(unsigned long arg, struct chunk *have, int n)
{
	struct memory_request r;
	int i;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	if (!r.count) {
		r.count = n;
		return copy_to_user((void __user *)arg, &r, sizeof r) ? -EFAULT : 0;
	}
	for (i = 0; i < n; i++)
		if (put_user(have[i].bytes, (u64 __user *)r.sizes + i) || put_user(have[i].node, (s32 __user *)r.nodes + i))
			return -EFAULT;
	return 0;
}

static long routes(struct instance *os, unsigned long arg, int report)
{
	struct route_request r;
	int i, j;
	s32 from, to;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	if (r.count < 1 || r.count > 512)
		return -EINVAL;
	for (i = 0; i < r.count && i < os->ncpus; i++) {
		if (report) {
			if (put_user(os->cpus[i], (s32 __user *)r.sources + i) || put_user(os->to[i], (s32 __user *)r.destinations + i))
				return -EFAULT;
			continue;
		}
		if (get_user(from, (s32 __user *)r.sources + i) || get_user(to, (s32 __user *)r.destinations + i))
			return -EFAULT;
		for (j = 0; j < os->ncpus && os->cpus[j] != from; j++)
			;
		if (j == os->ncpus)
			return -EINVAL;
		os->to[j] = to;
	}
	return 0;
}

/* All runs of ones in the page set's bitmaps, as address and size; a run ends with its map. Answers how many; pairs may be NULL. */
static u64 areas(u64 *pairs)
{
	u64 at = set->maps, end = set->maps + set->bytes, n = 0;
	u32 left;

	for (left = set->count; left && at + sizeof(struct map) <= end; left--) {
		struct map *map = phys_to_virt(at);
		unsigned long *bits = (unsigned long *)map->bits, pages = map->words * BITS_PER_LONG, from, to;

		if (map->words > (end - at - sizeof *map) / sizeof(u64))
			break;
		at += sizeof *map + map->words * sizeof(u64);
		for (from = find_first_bit(bits, pages); from < pages; from = find_next_bit(bits, pages, to)) {
			to = find_next_zero_bit(bits, pages, from);
			if (pairs) {
				*pairs++ = map->start + ((u64)from << PAGE_SHIFT);
				*pairs++ = (u64)(to - from) << PAGE_SHIFT;
			}
			n++;
		}
	}
	return n;
}

/* The kernel's last CPU sets the flag when all are stopped. As there, nothing but that ends the waiting, no signal either. */
static void wait_until_still(void)
{
	while (!READ_ONCE(set->flag)) {
		if (still_at && !READ_ONCE(stuck) && time_after_eq(jiffies, still_at)) {
			still_at = 0;
			WRITE_ONCE(set->flag, 1);
		} else {
			msleep(10);
		}
	}
}

static long report_areas(struct dump_request *r)
{
	u64 head = old ? 2 : 3, n = areas(NULL), bytes = (head + 2 * n) * sizeof(u64), *answer;
	long error;

	if (r->size < bytes)
		return -EINVAL;
	answer = kvzalloc(bytes, GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	answer[0] = n; /* 32 bits and a gap */
	answer[1] = (bootstrap + 2 * LARGE - 1) & ~(LARGE - 1);
	areas(answer + head);
	error = copy_to_user((void __user *)r->buffer, answer, bytes) ? -EFAULT : 0;
	kvfree(answer);
	return error;
}

static long read_memory(struct dump_request *r)
{
	void *memory_there = r->size ? memremap(r->start, r->size, MEMREMAP_WB) : NULL;
	long error;

	if (!memory_there)
		return r->size ? -EFAULT : 0;
	error = copy_to_user((void __user *)r->buffer, memory_there, r->size) ? -EFAULT : 0;
	memunmap(memory_there);
	return error;
}

/* What none of this project's programs asks is refused: queries of memory that is not dumped, and arm64's start of memory. */
static long dump(unsigned long arg)
{
	enum { STOP = 1, READ_MEMORY = 3, SET_LEVEL = 6, SIZE_OF_AREAS = 7, AREAS = 8, GO_ON = 10 };
	struct dump_request r;

	if (copy_from_user(&r, (void __user *)arg, sizeof r))
		return -EFAULT;
	switch (r.command) {
	case STOP:
		if (!set->flag && running) {
			running = 0;
			stops++;
			still_at = (jiffies + msecs_to_jiffies(50)) | 1; /* never 0 */
		}
		return 0;
	case READ_MEMORY:
		return read_memory(&r);
	case SET_LEVEL:
		if (r.level != 0 && r.level != 24)
			return -EINVAL;
		level_now = r.level;
		return 0;
	case SIZE_OF_AREAS:
		wait_until_still();
		r.size = (old ? 16 : 24) + 16 * areas(NULL);
		return copy_to_user((void __user *)arg, &r, sizeof r) ? -EFAULT : 0;
	case AREAS:
		wait_until_still();
		return report_areas(&r);
	case GO_ON:
		if (old)
			return -EINVAL;
		if (set->flag) {
			set->flag = 0;
			goes_on++;
			running = 1;
		}
		return 0;
	}
	return -EINVAL;
}

static long read_log(unsigned long arg)
{
	u32 *ring = phys_to_virt(log_at);
	u32 tail = ring[1], length = ring[2], head = ring[3], n = (tail + length - head) % length, i;

	if (head == tail) { /* read out: what the ring still holds */
		head = tail;
		n = 0;
	}
	for (i = 0; i < n; i++)
		if (put_user(((char *)ring)[4096 + (head + i) % length], (char __user *)arg + i))
			return -EFAULT;
	return n;
}

static long os_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	struct instance *os = container_of(file->private_data, struct instance, file);
	long n;

	if (request == 0x112a06)
		return os->status == NOT_BOOTED ? -EIO : dump(arg); /* the real one does not check */
	switch (request) {
	case 0x112a00:
	case 0x112a04:
		if (os->status != NOT_BOOTED)
			return -EBUSY;
		n = strncpy_from_user(os->arguments, (char __user *)arg, sizeof os->arguments - 1);
		if (n < 0)
			return n;
		if (request == 0x112a00) {
			struct file *image = filp_open(os->arguments, O_RDONLY, 0);

			if (!os->ncpus || !os->nmemory)
				return -EINVAL;
			if (IS_ERR(image))
				return PTR_ERR(image);
			filp_close(image, NULL);
		}
		return 0;
	case 0x112a01:
		if (os->status != NOT_BOOTED)
			return -EBUSY;
		if (!os->ncpus)
			return -EINVAL;
		msleep(200);
		os->status = RUNNING;
		set->flag = 0;
		still_at = 0;
		running = 1;
		return 0;
	case 0x112a02:
		os->status = NOT_BOOTED;
		running = 0;
		memcpy(cpus + ncpus, os->cpus, os->ncpus * sizeof *cpus);
		ncpus += os->ncpus;
		memcpy(memory + nmemory, os->memory, os->nmemory * sizeof *memory);
		nmemory += os->nmemory;
		os->ncpus = os->nmemory = 0;
		return 0;
	case 0x112a03:
	case 0x112a14:
		return os->status;
	case 0x112a20:
		return os->status == NOT_BOOTED ? -EINVAL : read_log(arg);
	case 0x112a21:
		return os->status == NOT_BOOTED ? -EINVAL : 0;
	case 0x112a22:
		return take_cpus(arg, cpus, &ncpus, os->cpus, &os->ncpus, 0);
	case 0x112a24:
		return take_memory(arg, memory, &nmemory, os->memory, &os->nmemory);
	case 0x112a26:
		return report_cpus(arg, os->cpus, os->ncpus);
	case 0x112a27:
		return report_memory(arg, os->memory, os->nmemory);
	case 0x112a28:
	case 0x112a29:
		return routes(os, arg, request == 0x112a29);
	case 0x112a38:
		return os->ncpus;
	}
	return -EINVAL;
}

static int os_open(struct inode *inode, struct file *file)
{
	struct instance *os = container_of(file->private_data, struct instance, file);

	mutex_lock(&lock);
	os->opened++;
	mutex_unlock(&lock);
	return 0;
}

static int os_release(struct inode *inode, struct file *file)
{
	struct instance *os = container_of(file->private_data, struct instance, file);

	mutex_lock(&lock);
	os->opened--;
	mutex_unlock(&lock);
	return 0;
}

static const struct file_operations os_operations = {
	.owner = THIS_MODULE, .open = os_open, .release = os_release, .unlocked_ioctl = os_ioctl,
};

static long create(void)
{
	struct instance *os;
	int i, error;

	for (i = 0; i < MOST && instances[i]; i++)
		;
	os = i < MOST ? kzalloc(sizeof *os, GFP_KERNEL) : NULL;
	if (!os)
		return -ENOMEM;
	snprintf(os->name, sizeof os->name, "mcos%d", i);
	os->index = i;
	os->file = (struct miscdevice){ .minor = MISC_DYNAMIC_MINOR, .name = os->name, .fops = &os_operations };
	error = misc_register(&os->file);
	if (error) {
		kfree(os);
		return error;
	}
	instances[i] = os;
	return i;
}

static long destroy(unsigned long index)
{
	struct instance *os = index < MOST ? instances[index] : NULL;

	if (!os)
		return -EINVAL;
	if (os->opened)
		return -EBUSY;
	misc_deregister(&os->file);
	running = 0;
	memcpy(cpus + ncpus, os->cpus, os->ncpus * sizeof *cpus);
	ncpus += os->ncpus;
	memcpy(memory + nmemory, os->memory, os->nmemory * sizeof *memory);
	nmemory += os->nmemory;
	instances[index] = NULL;
	kfree(os);
	return 0;
}

static long device_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	static const char id[] = "stand-in-1";
	long answer = -EINVAL;

	mutex_lock(&lock);
	switch (request) {
	case 0x112900: answer = create(); break;
	case 0x112901: answer = destroy(arg); break;
	case 0x112902: answer = take_cpus(arg, NULL, NULL, cpus, &ncpus, 0); break;
	case 0x112903: answer = take_cpus(arg, cpus, &ncpus, NULL, NULL, 1); break;
	case 0x112904: answer = take_memory(arg, NULL, NULL, memory, &nmemory); break;
	case 0x112905: answer = take_memory(arg, memory, &nmemory, NULL, NULL); break;
	case 0x112906: answer = report_cpus(arg, cpus, ncpus); break;
	case 0x112907: answer = report_memory(arg, memory, nmemory); break;
	case 0x11290b: answer = copy_to_user((void __user *)arg, id, sizeof id) ? -EFAULT : 0; break;
	case 0x11290c: answer = ncpus; break;
	}
	mutex_unlock(&lock);
	return answer;
}

static const struct file_operations device_operations = { .owner = THIS_MODULE, .unlocked_ioctl = device_ioctl };
static struct miscdevice device = { .minor = MISC_DYNAMIC_MINOR, .name = "mcd0", .fops = &device_operations };

static int __init stand_in_init(void)
{
	if (!page_set || !log_at || !bootstrap || !beat)
		return -EINVAL;
	set = phys_to_virt(page_set);
	beating = memremap(beat, sizeof *beating, MEMREMAP_WB);
	if (!beating)
		return -ENOMEM;
	timer_setup(&timer, tick, 0);
	mod_timer(&timer, jiffies + 1);
	return misc_register(&device);
}

static void __exit stand_in_exit(void)
{
	int i;

	for (i = 0; i < MOST; i++)
		if (instances[i]) {
			misc_deregister(&instances[i]->file);
			kfree(instances[i]);
		}
	misc_deregister(&device);
	del_timer_sync(&timer);
	memunmap(beating);
}

module_init(stand_in_init);
module_exit(stand_in_exit);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("A stand-in for IHK's driver");
