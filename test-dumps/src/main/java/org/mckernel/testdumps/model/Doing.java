package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;

/** What a thread does. */
public enum Doing {
    /** Runs a program, or would if it had the CPU. */
    USER(1),
    /** Computes in a system call, on its CPU. */
    KERNEL(1),
    /** Waits for Linux to do its system call. */
    OFFLOAD(2),
    /** Sleeps. */
    SLEEP(2),
    /** Waits for a lock, and may hold another. */
    LOCK(4),
    /** Was stopped before it ran. */
    STOPPED(0x20),
    /** Was stopped by a debugger while it slept. */
    TRACED(0x40),
    /** Has ended; its parent has not asked. */
    ZOMBIE(8),
    /** Has ended and is being taken down. */
    EXITED(0x10),
    /** Wakes another thread, through a queue that was never set up. */
    WAKE(1);

    private final int status;

    Doing(int status) {
        this.status = status;
    }

    /** The bits of {@code thread.status}. */
    public int status() {
        return status;
    }

    /** True for a thread that runs no more. */
    public boolean ended() {
        return this == ZOMBIE || this == EXITED;
    }

    /** True for a thread that takes a free CPU. */
    boolean runs() {
        return this == USER || this == KERNEL || this == WAKE;
    }

    /** By which calls the thread came there, the outermost first; the last function called is not on the stack. */
    List<Call> calls() {
        return switch (this) {
            case USER, STOPPED, ZOMBIE, EXITED -> List.of();
            case KERNEL -> entered("crunch", new Call("crunch", "mix"));
            // the forwarding function ends in a jump and leaves no frame
            case OFFLOAD -> entered("syscall_generic_forwarding", new Call("wait_for_reply", "schedule"));
            case SLEEP, TRACED -> entered("sys_sleep", new Call("sys_sleep", "sleep_until"));
            case LOCK ->
                entered(
                        "lock_both",
                        new Call("lock_both", "lock", 1),
                        new Call("lock", "lock_slow"),
                        new Call("lock_slow", "schedule"));
            case WAKE -> entered("sys_wake", new Call("sys_wake", "wake_up"), new Call("wake_up", "enqueue"));
        };
    }

    static List<Call> entered(String systemCall, Call... calls) {
        List<Call> all = new ArrayList<>();
        all.add(new Call("system_call_entry", "system_call"));
        all.add(new Call("system_call", systemCall));
        all.addAll(List.of(calls));
        return List.copyOf(all);
    }

    /**
     * The functions that it is in, the outermost first; also those that are not on the stack: one that ended in a jump,
     * and the one built into it that holds the jump.
     */
    public List<String> functions() {
        List<String> functions =
                new ArrayList<>(calls().stream().map(Call::caller).toList());
        if (this == OFFLOAD) {
            functions.addAll(functions.size() - 1, List.of("syscall_generic_forwarding", "tail"));
        }
        return functions;
    }
}
