package org.mckernel.dump.result;

import java.io.Console;

/** Whether output is interactive. */
public final class Terminal {
    private Terminal() {}

    /** True if standard input and output are a terminal: then progress and prompts make sense. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal where the JDK's own console is the default
    public static boolean interactive() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
