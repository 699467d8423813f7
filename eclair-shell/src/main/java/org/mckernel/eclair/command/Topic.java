package org.mckernel.eclair.command;

/** What a command is about; the order is that of help. */
public enum Topic {
    OVERVIEW,
    LIVE,
    THREADS,
    STACKS,
    VALUES,
    MEMORY,
    PROCESSES,
    SYMBOLS,
    SOURCES,
    /** The shell itself. */
    SHELL
}
