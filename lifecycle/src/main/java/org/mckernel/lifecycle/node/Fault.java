package org.mckernel.lifecycle.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What goes wrong in a simulated McKernel before Linux panics. */
public enum Fault {
    /** A read through a null pointer. */
    NULL_READ("it reads through a null pointer", OsStatus.FAILED),
    /** A write through a null pointer. */
    NULL_WRITE("it writes through a null pointer", OsStatus.FAILED),
    /** A call of an address that is not a function. */
    BAD_JUMP("it calls an address that is not a function", OsStatus.FAILED),
    /** A pointer in a list was overwritten. */
    WILD_POINTER("it follows a run queue that was overwritten", OsStatus.FAILED),
    /** A program's own fault, for which this kernel has no handler. */
    USER_FAULT("a program accesses unmapped memory", OsStatus.FAILED),
    /** A CPU waits for a lock that is never released; nothing is logged. */
    HANG("it spins on a lock; nothing is logged", OsStatus.HUNGUP),
    /** Linux panics by itself. */
    LINUX("nothing: Linux panics by itself while it works", OsStatus.HUNGUP);

    private final String description;
    private final OsStatus after;

    Fault(String description, OsStatus after) {
        this.description = description;
        this.after = after;
    }

    /** Its name on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What happens, in words; McKernel is "it". */
    public String description() {
        return description;
    }

    /** The instance's state when Linux has panicked: a panic of its own, or no answer any more. */
    public OsStatus after() {
        return after;
    }

    /** The one called {@code word}; empty if there is none. */
    public static Optional<Fault> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    /** All names, for an error or a help text. */
    public static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }
}
