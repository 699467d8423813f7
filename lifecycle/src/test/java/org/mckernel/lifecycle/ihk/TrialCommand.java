package org.mckernel.lifecycle.ihk;

import java.nio.file.Path;
import java.util.ArrayList;

/** A program that performs one operation on a node in a folder, so that it can be killed. */
final class TrialCommand {
    private TrialCommand() {}

    /** Arguments: the folder, the operation. */
    public static void main(String[] args) throws Exception {
        NodeTrial trial = new NodeTrial(Path.of(args[0]), new ArrayList<>());
        trial.perform(trial.node(), args[1]);
    }
}
