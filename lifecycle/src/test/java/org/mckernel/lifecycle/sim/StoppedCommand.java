package org.mckernel.lifecycle.sim;

import java.nio.file.Path;

/** A program that performs one operation and stands still at one point of it, until it is killed. */
final class StoppedCommand {
    static final String HERE = "here";

    private StoppedCommand() {}

    /** Arguments: the trial's folder, the operation, the step, {@code true} for after its effect. */
    public static void main(String[] args) throws Exception {
        Trial trial = new Trial(Path.of(args[0]));
        trial.perform(trial.node((step, after) -> {
            if (step.equals(args[2]) && after == Boolean.parseBoolean(args[3])) {
                System.out.println(HERE);
                while (true) {
                    try {
                        Thread.sleep(1000);
                    } catch (InterruptedException e) {
                        System.err.println("goes on waiting: " + e);
                    }
                }
            }
        }), args[1]);
    }
}
