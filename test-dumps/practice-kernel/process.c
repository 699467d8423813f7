/* The processes and threads of this machine, made once at boot. */
#include "kernel.h"
#include "syscall.h"

#define PROGRAM_AT 0x400000UL
#define DATA_AT 0x800000UL
#define STACK_TOP (USER_END - PAGE)
#define VR_READ_EXEC 0x50000UL
#define VR_READ_WRITE 0x30000UL
#define VR_STACK 0x30001UL

struct thread_plan { int tid, cpu, program, status; };
struct process_plan { int pid, parent; const char *arguments; int arguments_len; int large_data; struct thread_plan threads[4]; };
#define ARGUMENTS(text) text, sizeof text

/* On every CPU the threads are in the order in which they first run. */
static const struct process_plan plans[] = {
	{ 201, 1, ARGUMENTS("/usr/bin/compute\0-n\0008"), 1, {
		{ 202, 0, SYS_FORWARD, PS_RUNNING }, { 201, 0, SYS_COMPUTE, PS_RUNNING } } },
	{ 301, 1, ARGUMENTS("/opt/app/solver\0--grid=64"), 0, {
		{ 302, 1, SYS_SLEEP, PS_RUNNING }, { 301, 1, SYS_CRUNCH, PS_RUNNING } } },
	{ 401, 201, ARGUMENTS("lock-cycle"), 0, {
		{ 401, 2, SYS_LOCK_AND_WAIT, PS_RUNNING }, { 402, 2, SYS_LOCK_AND_WAIT, PS_RUNNING },
		{ 403, 2, SYS_LOCK_BC, PS_RUNNING }, { 404, 2, SYS_LOCK_CB, PS_RUNNING } } },
	{ 501, 1, ARGUMENTS("/usr/bin/waker\0all"), 0, {
		{ 502, 3, SYS_SLEEP, PS_RUNNING }, { 504, 3, SYS_SLEEP, PS_STOPPED }, { 501, 3, SYS_WAKE, PS_RUNNING } } },
	{ 503, 501, ARGUMENTS("gone"), 0, { { 503, -1, 0, PS_ZOMBIE } } },
};

struct resource_set *resources;
struct list_head resource_set_list;
u64 debug_constants[] = {
	sizeof(struct cpu_local_var), offsetof(struct cpu_local_var, current), offsetof(struct cpu_local_var, runq),
	offsetof(struct cpu_local_var, status), offsetof(struct cpu_local_var, idle), offsetof(struct thread, ctx),
	offsetof(struct thread, sched_list), offsetof(struct thread, proc), offsetof(struct thread, status),
	offsetof(struct process, pid), offsetof(struct thread, tid), -1UL,
};

static void copy(void *to, const void *from, u64 length)
{
	for (u64 i = 0; i < length; i++)
		((char *)to)[i] = ((const char *)from)[i];
}

static void add_range(struct process_vm *vm, u64 start, u64 end, u64 flag, int pgshift, const char *path)
{
	struct rb_node **link = &vm->vm_range_tree.rb_node, *parent = 0;
	struct vm_range *range = alloc(sizeof *range);

	range->start = start;
	range->end = end;
	range->flag = flag;
	range->pgshift = pgshift;
	if (path) {
		range->memobj = alloc(sizeof *range->memobj);
		range->memobj->path = (char *)path;
		range->memobj->size = end - start;
	}
	while (*link) {
		parent = *link;
		link = start < container_of(parent, struct vm_range, vm_rb_node)->start ? &parent->rb_left : &parent->rb_right;
	}
	range->vm_rb_node.__rb_parent_color = (u64)parent | 1;
	*link = &range->vm_rb_node;
}

static struct process_vm *new_vm(struct process *process, const struct process_plan *plan)
{
	struct process_vm *vm = alloc(sizeof *vm);
	user_table own = new_user_table();
	u64 table = user_table_at(own), code = alloc_pages(0, 1, 1), stack = alloc_pages(1, 4, 1);

	vm->address_space = alloc(sizeof *vm->address_space);
	vm->address_space->page_table = own;
	vm->proc = process;
	copy(phys_to_virt(code), user_program, user_program_end - user_program);
	map(table, PROGRAM_AT, code, 0, MEMORY_USER);
	add_range(vm, PROGRAM_AT, PROGRAM_AT + PAGE, VR_READ_EXEC, 12, process->saved_cmdline);
	for (u64 i = 0; i < 4; i++)
		map(table, STACK_TOP - (4 - i) * PAGE, stack + i * PAGE, 0, MEMORY_USER);
	add_range(vm, STACK_TOP - 4 * PAGE, STACK_TOP, VR_STACK, 12, 0);
	vm->region.stack_start = STACK_TOP - 4 * PAGE;
	vm->region.brk_start = vm->region.brk_end = vm->region.brk_end_allocated = DATA_AT;
	if (plan->large_data) {
		map(table, DATA_AT, alloc_pages(1, LARGE_PAGE / PAGE, LARGE_PAGE / PAGE), 1, MEMORY_USER);
		add_range(vm, DATA_AT, DATA_AT + LARGE_PAGE, VR_READ_WRITE, 21, 0);
		vm->region.brk_end = vm->region.brk_end_allocated = DATA_AT + LARGE_PAGE;
	}
	return vm;
}

static void run_program(u64 program)
{
	if (program == SYS_COMPUTE)
		settled[this_cpu()] = 1;
	enter_user_mode(PROGRAM_AT, STACK_TOP - 64 * (u64)(current()->tid % 100), program);
}

static void new_thread(struct process *process, const struct thread_plan *plan)
{
	struct thread *thread = alloc(sizeof *thread);

	thread->tid = plan->tid;
	thread->cpu_id = plan->cpu < 0 ? 0 : plan->cpu;
	thread->status = plan->status;
	thread->proc = process;
	thread->vm = process->vm;
	thread->kernel_stack = (u64)phys_to_virt(alloc_pages(0, 2, KERNEL_STACK_ALIGN)) + 2 * PAGE;
	start_context(thread, run_program, plan->program);
	list_add_tail(&thread->hash_list, &resources->thread_hash->list[thread->tid % HASH_SIZE]);
	list_add_tail(&thread->siblings_list, &process->threads_list);
	if (thread->tid == process->pid)
		process->main_thread = thread;
	if (plan->cpu >= 0) {
		list_add_tail(&thread->sched_list, &clv[plan->cpu].runq);
		clv[plan->cpu].runq_len++;
	}
}

static struct process *find_process(int pid)
{
	struct list_head *bucket = &resources->process_hash->list[pid % HASH_SIZE], *node;

	for (node = bucket->next; node != bucket; node = node->next) {
		struct process *process = container_of(node, struct process, hash_list);
		if (process->pid == pid)
			return process;
	}
	return resources->pid1;
}

static void start_process(struct process *process, int pid, struct process *parent)
{
	process->pid = pid;
	process->status = PS_RUNNING;
	process->parent = process->ppid_parent = parent;
	list_start(&process->threads_list);
	list_start(&process->children_list);
	list_start(&process->siblings_list);
	list_add_tail(&process->hash_list, &resources->process_hash->list[pid % HASH_SIZE]);
	if (parent)
		list_add_tail(&process->siblings_list, &parent->children_list);
}

static void new_process(const struct process_plan *plan)
{
	struct process *process = alloc(sizeof *process);

	start_process(process, plan->pid, find_process(plan->parent));
	process->saved_cmdline = alloc(plan->arguments_len);
	process->saved_cmdline_len = plan->arguments_len;
	copy(process->saved_cmdline, plan->arguments, plan->arguments_len);
	process->vm = new_vm(process, plan);
	for (int i = 0; i < 4 && plan->threads[i].tid; i++)
		new_thread(process, &plan->threads[i]);
	if (process->main_thread)
		process->status = process->main_thread->status;
}

static void idle_threads(void)
{
	for (int cpu = 0; cpu < num_processors; cpu++) {
		struct cpu_local_var *own = &clv[cpu];

		list_start(&own->runq);
		list_start(&own->idle_proc.threads_list);
		own->resource_set = resources;
		own->idle.tid = own->idle.cpu_id = cpu;
		own->idle.proc = &own->idle_proc;
		own->idle.status = PS_RUNNING;
		start_idle_context(&own->idle);
		own->current = &own->idle;
		own->monitor = alloc(64);
	}
}

void processes_start(void)
{
	resources = alloc(sizeof *resources);
	resources->process_hash = phys_to_virt(alloc_pages(0, 2, 1));
	resources->thread_hash = phys_to_virt(alloc_pages(0, 2, 1));
	resources->path = "/";
	list_start(&resource_set_list);
	list_add_tail(&resources->list, &resource_set_list);
	for (int i = 0; i < HASH_SIZE; i++) {
		list_start(&resources->process_hash->list[i]);
		list_start(&resources->thread_hash->list[i]);
	}
	resources->pid1 = alloc(sizeof(struct process));
	start_process(resources->pid1, 1, 0);
	idle_threads();
	for (u64 i = 0; i < sizeof plans / sizeof plans[0]; i++)
		new_process(&plans[i]);
}
