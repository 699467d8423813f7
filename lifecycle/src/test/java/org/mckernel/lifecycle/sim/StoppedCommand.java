package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.Path;
import org.mckernel.lifecycle.cli.TerminationHandler;

/** A program that performs one operation and stops at one point of it, until it is killed or terminated. */
final class StoppedCommand {
    static final String HERE = "here";

    private StoppedCommand() {}

    /** Arguments: the trial's directory, the operation, the step, {@code true} for after its effect. */
    public static void main(String[] args) throws Exception {
        Trial trial = new Trial(Path.of(args[0]));
        try (TerminationHandler _ = TerminationHandler.ofThisThread()) {
            try {
                perform(trial, args);
            } catch (IOException e) {
                System.err.println(e.getMessage());
            }
        }
    }

    private static void perform(Trial trial, String... args) throws Exception {
        trial.perform(
                trial.node((step, after) -> {
                    if (step.equals(args[2]) && after == Boolean.parseBoolean(args[3])) {
                        System.out.println(HERE);
                        try {
                            Thread.sleep(60_000);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt(); // as a command that is terminated while it runs
                        }
                    }
                }),
                args[1]);
    }
}
