package org.mckernel.eclair;

/**
 * The program {@code eclair}. Java resolves all methods of the class that it starts: here none refers to picocli, which
 * most runs do not need.
 */
public final class Start {
    private Start() {}

    /** Runs the command and ends the program with its exit code. */
    public static void main(String[] args) {
        System.exit(Eclair.run(args));
    }
}
