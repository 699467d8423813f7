package org.mckernel.dump.kernel;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One thread; unreadable values are empty.
 *
 * @param address virtual address of its {@code struct thread}
 * @param tid number; an idle thread's is its CPU's
 * @param pid number of its process
 * @param cpu CPU it belongs to
 * @param status bits of {@link ThreadStatus}
 * @param process virtual address of its {@code struct process}
 * @param place where it was found
 * @param current the CPU that runs it; empty when none does
 */
public record ThreadView(
        long address,
        OptionalInt tid,
        OptionalInt pid,
        OptionalInt cpu,
        OptionalInt status,
        OptionalLong process,
        Place place,
        OptionalInt current) {
    /** How a thread was found; the first that applies. */
    public enum Place {
        /** A CPU's own idle thread. */
        IDLE,
        /** On a run queue: running, or waiting for its turn or for something else. */
        RUN_QUEUE,
        /** Only in the hash of all threads. */
        HASH,
        /** Only as the current thread of a CPU. */
        CURRENT
    }

    /** True if a CPU runs it. */
    public boolean onCpu() {
        return current.isPresent();
    }

    /** True for a CPU's idle thread. */
    public boolean isIdle() {
        return place == Place.IDLE;
    }

    /** The status as text. */
    public String statusWord() {
        return isIdle() ? "idle" : status.isPresent() ? ThreadStatus.word(status.getAsInt()) : "not known";
    }
}
