package org.mckernel.eclair.command;

/** What a command does besides answering: what a place where commands come from others may forbid. */
public enum Effect {
    /** Reads a file that its arguments name. */
    READS_FILES("reads files"),
    /** Writes a file that its arguments name. */
    WRITES_FILES("writes files"),
    /** Runs a program that its arguments name. */
    RUNS_PROGRAMS("runs programs"),
    /** Stops a live kernel, or resumes it. */
    STOPS_KERNEL("stops or resumes the kernel"),
    /** Selects or sets what later commands use. */
    CHANGES_SESSION("changes the session"),
    /** Names a command line, which is kept until the session ends. */
    DEFINES_COMMANDS("defines commands");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    /** For help: {@code writes files}. */
    public String text() {
        return text;
    }
}
