/* Run queues. A thread stays on its CPU's queue while it sleeps; there is no preemption. */
#include "kernel.h"

volatile int settled[MAX_CPUS];

void list_start(struct list_head *head)
{
	head->next = head->prev = head;
}

always_inline void list_insert(struct list_head *node, struct list_head *after)
{
	node->prev = after;
	node->next = after->next;
	after->next->prev = node;
	after->next = node;
}

void list_add_tail(struct list_head *node, struct list_head *head)
{
	list_insert(node, head->prev);
}

struct thread *current(void)
{
	return clv[this_cpu()].current;
}

always_inline int may_run(struct thread *thread, u64 now)
{
	if (thread->status == PS_INTERRUPTIBLE && thread->wake_at && thread->wake_at <= now) {
		thread->wake_at = 0;
		thread->status = PS_RUNNING;
	}
	return thread->status == PS_RUNNING;
}

static noinline struct thread *pick_next(struct cpu_local_var *own)
{
	u64 now = cycles();
	struct list_head *node;

	for (node = own->runq.next; node != &own->runq; node = node->next) {
		struct thread *thread = container_of(node, struct thread, sched_list);
		if (may_run(thread, now))
			return thread;
	}
	return &own->idle;
}

/* Gives the CPU to the next thread that can run; returns when this one is chosen again. */
noinline void schedule(void)
{
	struct cpu_local_var *own = &clv[this_cpu()];
	struct thread *from = own->current, *to;

	if (from != &own->idle) { /* to the tail, so that the others get their turn */
		from->sched_list.prev->next = from->sched_list.next;
		from->sched_list.next->prev = from->sched_list.prev;
		list_add_tail(&from->sched_list, &own->runq);
	}
	to = pick_next(own);
	if (to == from)
		return;
	own->current = to;
	own->status = to == &own->idle ? CPU_STATUS_IDLE : CPU_STATUS_RUNNING;
	if (to->kernel_stack)
		set_kernel_stack(to->kernel_stack);
	if (to->vm)
		use_user_table(to->vm->address_space->page_table);
	else
		use_kernel_table();
	switch_context(from, to);
}

noinline void sleep_until(u64 when, int status)
{
	struct thread *self = current();

	self->wake_at = when;
	self->status = status;
	schedule();
}

static noinline void enqueue(struct thread *thread, struct list_head *queue)
{
	list_insert(&thread->sched_list, queue);
}

/* Puts a thread after the last of a queue. A queue that was never set up has no last one: that is this kernel's bug. */
noinline void wake_up(struct list_head *queue, int tid)
{
	struct list_head *bucket = &resources->thread_hash->list[tid % HASH_SIZE], *node;

	for (node = bucket->next; node != bucket; node = node->next) {
		struct thread *thread = container_of(node, struct thread, hash_list);
		if (thread->tid == tid) {
			enqueue(thread, queue->prev);
			thread->status = PS_RUNNING;
		}
	}
}

static int sleeper_left(struct cpu_local_var *own)
{
	struct list_head *node;

	for (node = own->runq.next; node != &own->runq; node = node->next)
		if (container_of(node, struct thread, sched_list)->wake_at)
			return 1;
	return 0;
}

noinline void idle_loop(void)
{
	struct cpu_local_var *own = &clv[this_cpu()];

	for (;;) {
		schedule();
		if (!sleeper_left(own)) {
			settled[this_cpu()] = 1;
			halt_cpu();
		}
		relax();
	}
}
