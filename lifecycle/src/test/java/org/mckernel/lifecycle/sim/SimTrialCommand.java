package org.mckernel.lifecycle.sim;

import java.nio.file.Path;

/** A program that performs one operation of a trial, or {@code recover}, and prints a line when it begins. */
final class SimTrialCommand {
    static final String BEGINS = "begins";

    private SimTrialCommand() {}

    /** Arguments: the trial's directory, the operation. */
    public static void main(String[] args) throws Exception {
        Trial trial = new Trial(Path.of(args[0]));
        System.out.println(BEGINS);
        long start = System.nanoTime();
        if (args[1].equals("recover")) {
            trial.node().recover();
        } else {
            trial.perform(trial.node(), args[1]);
        }
        System.out.println(System.nanoTime() - start);
    }
}
