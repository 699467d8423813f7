/* System calls: what the programs of this machine do. */
#include "kernel.h"
#include "syscall.h"

static struct lock lock_a = { .name = "a" }, lock_b = { .name = "b" }, lock_c = { .name = "c" };
struct list_head never_started_queue;
volatile u64 crunched;

static noinline u64 mix(u64 value, int rounds)
{
	for (int i = 0; i < rounds; i++)
		value = (value ^ value >> 29) * 0xbf58476d1ce4e5b9UL + i;
	return value;
}

/* Computes in kernel mode forever. */
static noinline __attribute__((noreturn)) void crunch(u64 seed)
{
	u64 local = seed;

	settled[this_cpu()] = 1;
	for (;;) {
		local = mix(local, 1000);
		crunched = local;
	}
}

/* Hands a lock round a few times, then keeps it and waits for Linux. */
static noinline long lock_and_wait(int tid)
{
	for (int round = 0; round < 3; round++) {
		lock(&lock_a);
		sleep_until(cycles() + 1000000, PS_INTERRUPTIBLE);
		unlock(&lock_a);
		sleep_until(cycles() + 1000000, PS_INTERRUPTIBLE);
	}
	lock(&lock_a);
	kprintf("thread %d keeps lock a\n", tid);
	return wait_for_reply(SYS_LOCK_AND_WAIT);
}

static noinline long lock_both(struct lock *first, struct lock *second)
{
	lock(first);
	sleep_until(cycles() + 20000000, PS_INTERRUPTIBLE);
	lock(second);
	unlock(second);
	unlock(first);
	return 0;
}

static noinline long sys_wake(int tid)
{
	for (int cpu = 0; cpu < num_processors - 1; cpu++)
		while (!settled[cpu])
			relax();
	kprintf("waking thread %d\n", tid);
	wake_up(&never_started_queue, tid);
	return 0;
}

static long tail(int number)
{
	return wait_for_reply(number); /* a tail call: this function leaves no frame */
}

static noinline long syscall_generic_forwarding(int number)
{
	return tail(number);
}

static noinline __attribute__((noreturn)) void sys_sleep(void)
{
	for (;;)
		sleep_until(0, PS_INTERRUPTIBLE);
}

noinline void system_call(struct saved_registers *registers)
{
	struct thread *self = current();
	long result;

	self->uctx = registers;
	switch (CALL_NUMBER(registers)) {
	case SYS_FORWARD: result = syscall_generic_forwarding(SYS_FORWARD); break;
	case SYS_SLEEP: sys_sleep();
	case SYS_CRUNCH: crunch(self->tid);
	case SYS_LOCK_AND_WAIT: result = lock_and_wait(self->tid); break;
	case SYS_LOCK_BC: result = lock_both(&lock_b, &lock_c); break;
	case SYS_LOCK_CB: result = lock_both(&lock_c, &lock_b); break;
	case SYS_WAKE: result = sys_wake(502); break;
	default: result = -38;
	}
	CALL_RESULT(registers) = result;
}
