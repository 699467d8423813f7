/*
 * A small program without a library, of two threads (of one where ONE_THREAD says so). They end up waiting in the kernel, some
 * calls deep: what a debugger shows of them then is known, and is the same each time.
 */
#include "system.h"

struct grid {
	int rows, columns;
	double highest;
	long cells[4];
};

struct grid grid = { 3, 5, 98.5, { 11, 22, 33, 44 } };
const char *const name = "heat";
long steps_done = 42;
#ifndef ONE_THREAD
char *room;
static char worker_stack[16384] __attribute__((aligned(16)));
#endif

/* Without a frame of its own, as the system call functions of libraries are. */
long wait_for_ever(void);

static __attribute__((noinline)) long relax(struct grid *of, int depth)
{
	volatile long weight = 1000 + 7 * depth;
	long below;

	if (depth == 0)
		return wait_for_ever() + weight;
	below = relax(of, depth - 1);
	steps_done += below;
	return below + weight * of->rows;
}

static __attribute__((noinline)) long solve(struct grid *of, const char *title)
{
	struct grid own = *of;
	long result;

	own.rows += 4;
	own.cells[2] = 77;
	result = relax(&own, 2);
	return result + own.columns + title[0];
}

#ifndef ONE_THREAD
__attribute__((noinline)) long worker(long number)
{
	volatile long twice = 2 * number;

	return wait_for_ever() + twice;
}
#endif

__attribute__((noinline)) int program(long *stack)
{
	volatile long arguments = stack[0];

#ifndef ONE_THREAD
	/* 64 pages, of which three are ever touched */
	room = map_memory(64 * 4096L);
	room[0] = 'a';
	room[4096] = 'b';
	room[40 * 4096] = 'c';
	start_thread(worker_stack + sizeof worker_stack, 21);
#endif
	return (int)(solve(&grid, name) + arguments);
}
