/* Sleeping locks between threads of one CPU. */
#include "kernel.h"

static noinline void lock_slow(struct lock *lock, struct thread *self)
{
	lock->waiters++;
	self->waiting_for = lock;
	while (lock->owner) {
		self->status = PS_UNINTERRUPTIBLE;
		schedule();
	}
	self->waiting_for = 0;
	lock->waiters--;
}

noinline void lock(struct lock *lock)
{
	struct thread *self = current();

	if (lock->owner)
		lock_slow(lock, self);
	lock->owner = self;
}

static void wake_waiters(struct lock *lock)
{
	struct list_head *runq = &clv[this_cpu()].runq, *node;

	for (node = runq->next; node != runq; node = node->next) {
		struct thread *thread = container_of(node, struct thread, sched_list);
		if (thread->waiting_for == lock)
			thread->status = PS_RUNNING;
	}
}

noinline void unlock(struct lock *lock)
{
	lock->owner = 0;
	if (lock->waiters)
		wake_waiters(lock);
}
