package org.mckernel.dump.memory;

/** Whether a byte of physical memory is in a dump, and if not, why. Nothing but {@link #PRESENT} has a content. */
public enum Presence {
    /** The dump holds the byte (a page of zeros included). */
    PRESENT("present"),
    /**
     * The dump tool left it out as zero <em>or</em> as unwanted, and the file does not say which: the tail of an ELF
     * segment with {@code p_filesz < p_memsz}.
     */
    FILTERED("filtered"),
    /**
     * The dump tool left it out on purpose (bit clear in a kdump's second bitmap, or a hole that an mckdump records).
     */
    EXCLUDED("excluded"),
    /** Not part of what was dumped: no RAM there, or outside every segment or chunk. */
    NOT_IN_DUMP("not in dump"),
    /** Announced, but the file ends before it or the writer was interrupted. */
    TRUNCATED("truncated"),
    /** Stored, but what is stored does not decode. */
    CORRUPT("corrupt");

    private final String label;

    Presence(String label) {
        this.label = label;
    }

    /** The word shown to people and used in JSON. */
    public String label() {
        return label;
    }
}
