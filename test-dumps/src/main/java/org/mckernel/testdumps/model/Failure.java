package org.mckernel.testdumps.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What stops a kernel. Each is a defect that the practice kernel's own code can have, with the stack, the registers and
 * the variables that its instructions leave: from the failing instruction through the exception to the halted CPU.
 */
public enum Failure {
    /** A queue without a last entry: {@code enqueue} reads through a null pointer. */
    NULL_READ("kernel read at 0x%x, rip 0x%x", "kernel page fault"),
    /** A queue whose last entry has no next one: {@code enqueue} writes through a null pointer. */
    NULL_WRITE("kernel write at 0x%x, rip 0x%x", "kernel page fault"),
    /** A new thread's function is no address of code. */
    BAD_JUMP("kernel read at 0x%x, rip 0x%x", "kernel page fault"),
    /** A run queue's first pointer was overwritten with something that is no address. */
    WILD_POINTER("", "general protection fault"),
    /** A program touches memory that it does not have; this kernel panics then. */
    USER_FAULT("", "user page fault"),
    /** The log's lock is never released: whoever prints spins forever. Nothing panics. */
    HANG("", ""),
    /** Nothing: Linux panics, and stops this kernel for its dump. */
    NONE("", "");

    /**
     * What the words of freed or poisoned memory look like; as an address it is in no map, and not canonical when
     * whole.
     */
    private static final long POISON = 0x6b6b_6b6b_6b6b_6b6bL;

    private static final long POISONED_FUNCTION = 0x6b6b_6b6bL;
    private static final long NEXT_PREV = 8;
    private static final long SCHED_LIST = 0x10e8;
    private static final int WRITE = 2;
    private static final int USER = 4;
    /** {@code mov %rax,0x8(%rdx)}: the second write of an insertion. */
    private static final byte[] STORE_PREV = {0x48, (byte) 0x89, 0x42, 0x08};
    /** {@code mov -0x90(%rcx),%esi}: a look at the status of the thread that a list leads to. */
    private static final byte[] LOAD_STATUS = {(byte) 0x8b, (byte) 0xb1, 0x70, (byte) 0xff, (byte) 0xff, (byte) 0xff};

    private static final byte[] PAUSE = {(byte) 0xf3, (byte) 0x90};
    private static final byte[] CALL_FUNCTION = {(byte) 0xff, (byte) 0xd3};

    private final String report;
    private final String message;

    Failure(String report, String message) {
        this.report = report;
        this.message = message;
    }

    /**
     * Where it happens.
     *
     * @param queue virtual address of the head of the CPU's run queue
     */
    record Site(KernelObjects objects, ModelThread thread, long queue) {
        private void variable(String name, long... values) {
            objects.memory().writeLongs(objects.symbol(name), values);
        }

        private void object(long virtual, long... values) {
            objects.memory().writeLongs(objects.physical(virtual), values);
        }
    }

    /** True if it happens in a thread, on a CPU; false if nothing happens to any. */
    public boolean strikes() {
        return this != NONE;
    }

    /** What the kernel says of it in its log, line by line. */
    public List<String> log(PracticeImage image) {
        Optional<String> first = switch (this) {
            case NULL_READ -> Optional.of(report.formatted(0, image.address("enqueue")));
            case NULL_WRITE -> Optional.of(report.formatted(NEXT_PREV, image.code("enqueue", STORE_PREV)));
            case BAD_JUMP -> Optional.of(report.formatted(POISONED_FUNCTION, POISONED_FUNCTION));
            default -> Optional.empty();
        };
        return message.isEmpty()
                ? List.of()
                : first.map(f -> List.of(f, "panic: " + message)).orElse(List.of("panic: " + message));
    }

    /** The calls that lead to the failing function, the outermost first. */
    List<Call> calls() {
        return switch (this) {
            case NULL_READ, NULL_WRITE -> Doing.WAKE.calls();
            // sleep_until ends in a jump to schedule
            case WILD_POINTER ->
                Doing.entered("sys_sleep", new Call("sys_sleep", "sleep_until"), new Call("schedule", "pick_next"));
            case HANG -> Doing.entered("sys_wake", new Call("sys_wake", "kprintf"));
            case BAD_JUMP, USER_FAULT, NONE -> List.of();
        };
    }

    /**
     * Lets it happen, on the empty stack of {@code site}'s thread.
     *
     * @return where the dump NMI finds the CPU
     */
    long strike(KernelStack stack, Site site) {
        PracticeImage image = site.objects().image();
        long thread = site.thread().address();
        long tid = site.thread().tid();
        long start = this == USER_FAULT ? 0 : image.address("never_started_queue");
        return switch (this) {
            case NULL_READ -> {
                stack.enterFromUser()
                        .call(calls())
                        .exceptionAt(
                                image.address("enqueue"),
                                0,
                                Map.of("rdi", thread, "rcx", thread, "rsi", 0L, "r9", tid, "r10", start));
                yield panics(stack, "page_fault_entry", "on_page_fault", 0, image);
            }
            case NULL_WRITE -> {
                site.variable("never_started_queue", 0, start);
                site.object(thread + SCHED_LIST, 0, start);
                stack.enterFromUser()
                        .call(calls())
                        .exceptionAt(
                                image.code("enqueue", STORE_PREV),
                                WRITE,
                                Map.of(
                                        "rdi",
                                        thread,
                                        "rcx",
                                        thread,
                                        "rsi",
                                        start,
                                        "rdx",
                                        0L,
                                        "rax",
                                        thread + SCHED_LIST,
                                        "r9",
                                        tid,
                                        "r10",
                                        start));
                yield panics(stack, "page_fault_entry", "on_page_fault", 0, image);
            }
            case BAD_JUMP -> {
                // a new thread's stack begins two words below its top, and one of them is gone by now
                stack.startAt(image.code("thread_start", CALL_FUNCTION) + CALL_FUNCTION.length)
                        .exceptionAt(POISONED_FUNCTION, 0, Map.of("rbx", POISONED_FUNCTION));
                yield panics(stack, "page_fault_entry", "on_page_fault", 0, image);
            }
            case WILD_POINTER -> {
                site.object(site.queue(), POISON);
                stack.enterFromUser()
                        .call(calls())
                        .exceptionAt(
                                image.code("pick_next", LOAD_STATUS),
                                0,
                                Map.of("rcx", POISON, "r8", site.queue(), "r12", thread));
                yield panics(stack, "general_protection_entry", "on_general_protection", 0, image);
            }
            case USER_FAULT -> {
                stack.enterFromUser(USER);
                yield panics(stack, "page_fault_entry", "on_page_fault", 1, image);
            }
            case HANG -> {
                site.objects().memory().writeInts(site.objects().symbol("printing"), 1);
                stack.enterFromUser().call(calls()).within("kprintf", Map.of()).enter("kprintf");
                yield image.code("kprintf", PAUSE);
            }
            case NONE -> throw new IllegalStateException("nothing happens");
        };
    }

    private static long panics(KernelStack stack, String entry, String handler, int which, PracticeImage image) {
        // the handler keeps where the saved registers are, for panic to print them
        stack.within(handler, Map.of("rbx", stack.register("rdi")));
        stack.call(List.of(
                new Call(entry, handler), new Call(handler, "panic", which), new Call("panic", "halt_cpu", -1)));
        return image.address("halt_cpu");
    }
}
