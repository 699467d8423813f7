package org.mckernel.dump.kernel;

import java.util.Locale;

/** The bits of a thread's or process's {@code status}. */
public enum ThreadStatus {
    RUNNING(0x1, "running", "RU"),
    INTERRUPTIBLE(0x2, "waiting", "IN"),
    UNINTERRUPTIBLE(0x4, "waiting", "UN"),
    ZOMBIE(0x8, "zombie", "Z"),
    EXITED(0x10, "exited", "Z"),
    STOPPED(0x20, "stopped", "T"),
    TRACED(0x40, "traced", "T"),
    STOPPING(0x80, "stopping", "T"),
    TRACING(0x100, "tracing", "T"),
    DELAY_STOPPED(0x200, "stopping", "T"),
    DELAY_TRACED(0x400, "tracing", "T");

    private final int bit;
    private final String word;
    private final String letters;

    ThreadStatus(int bit, String word, String letters) {
        this.bit = bit;
        this.word = word;
        this.letters = letters;
    }

    /** The text for users; of several bits the lowest is used, and a value without known bits is shown as a number. */
    public static String word(int status) {
        for (ThreadStatus each : values()) {
            if ((status & each.bit) != 0) {
                return each.word;
            }
        }
        return String.format(Locale.ROOT, "status 0x%x", status);
    }

    /** The letters of ps's column ST; {@code ??} for an invalid status. */
    public static String letters(int status) {
        for (ThreadStatus each : values()) {
            if ((status & each.bit) != 0) {
                return each.letters;
            }
        }
        return "??";
    }

    /** True if the thread has ended and only its record exists. */
    public static boolean ended(int status) {
        return (status & (ZOMBIE.bit | EXITED.bit)) != 0;
    }
}
