package org.mckernel.testdumps.model;

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
    /** Has ended. */
    ZOMBIE(8),
    /** Wakes another thread, through a queue that was never set up. */
    WAKE(1);

    private final int status;

    Doing(int status) {
        this.status = status;
    }

    /** The bits of {@code thread.status}. */
    int status() {
        return status;
    }

    /** By which calls the thread came there: functions from the outermost in; the last one is called and not on the stack. */
    public List<String> calls() {
        return switch (this) {
            case USER, STOPPED, ZOMBIE -> List.of();
            case KERNEL -> List.of("system_call_entry", "system_call", "crunch", "mix");
            case OFFLOAD -> List.of("system_call_entry", "system_call", "wait_for_reply", "schedule");
            case SLEEP -> List.of("system_call_entry", "system_call", "sys_sleep", "sleep_until");
            case LOCK -> List.of("system_call_entry", "system_call", "lock_both", "lock", "lock_slow", "schedule");
            case WAKE -> List.of("system_call_entry", "system_call", "sys_wake", "wake_up", "enqueue");
        };
    }
}
