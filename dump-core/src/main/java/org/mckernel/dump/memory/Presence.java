package org.mckernel.dump.memory;

/** Whether a byte of physical memory is in a dump, and if not, why. Only {@link #PRESENT} memory has content. */
public enum Presence {
    /** The byte is in the dump (also when its page is all zeros). */
    PRESENT("present"),
    /**
     * Excluded by the dump tool as zero <em>or</em> as unwanted, and the file does not say which: the tail of an ELF
     * segment with {@code p_filesz < p_memsz}.
     */
    FILTERED("filtered"),
    /** Excluded by the dump tool (bit clear in a kdump's second bitmap, or a hole that an mckdump records). */
    EXCLUDED("excluded"),
    /** Not dumped: no RAM, or outside every segment or chunk. */
    NOT_IN_DUMP("not in dump"),
    /** Announced, but the file ends before it or the writer was interrupted. */
    TRUNCATED("truncated"),
    /** Stored, but the stored data does not decode. */
    CORRUPT("corrupt");

    private final String label;

    Presence(String label) {
        this.label = label;
    }

    /** The word shown to users and used in JSON. */
    public String label() {
        return label;
    }
}
