package org.mckernel.eclair;

/**
 * The program {@code eclair}. Java looks at all methods of the class that it starts: here none speaks of picocli, which
 * most runs do not need.
 */
public final class Start {
    private Start() {}

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] args) {
        System.exit(Eclair.run(args));
    }
}
