package org.mckernel.lifecycle.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Programs that a simulated node can run. */
public enum Workload {
    /** Threads that compute in user mode. */
    COMPUTE("threads that compute"),
    /** Threads that sleep or wait. */
    SLEEP("threads that sleep"),
    /** Threads that wait for one another's locks forever. */
    DEADLOCK("threads that wait for one another's locks"),
    /** A program whose memory grows. */
    LEAK("a program whose memory grows"),
    /** A program that crashed and was not waited for. */
    CRASH("a program that crashed");

    private final String description;

    Workload(String description) {
        this.description = description;
    }

    /** Its name on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, in words. */
    public String description() {
        return description;
    }

    /** The one called {@code word}; empty if there is none. */
    public static Optional<Workload> of(String word) {
        return Arrays.stream(values()).filter(w -> w.word().equals(word)).findFirst();
    }
}
