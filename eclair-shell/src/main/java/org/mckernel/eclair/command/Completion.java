package org.mckernel.eclair.command;

/** Where the words come from that complete an argument. */
public enum Completion {
    /** Nothing completes it. */
    NONE,
    /** The words that its {@link Kind} lists. */
    WORDS,
    /** A command line inside a command. */
    COMMAND,
    /** {@code NAME = } and a command line. */
    DEFINITION,
    /** Names of commands. */
    COMMAND_NAME,
    FILE,
    THREAD,
    PROCESS,
    CPU,
    REGISTER,
    /** Symbols, members after a dot or an arrow, types after a keyword. */
    EXPRESSION,
    /** Types and what completes an expression. */
    TYPE_OR_EXPRESSION,
    /** Structures, and members after a dot. */
    STRUCTURE
}
