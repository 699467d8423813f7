package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.lifecycle.node.PlanRunner;

/** A program that performs one operation on a node in a directory, so that it can be killed. */
final class NodeTrialCommand {
    private NodeTrialCommand() {}

    /**
     * Arguments: the directory, the operation; to have it killed at a step, the step, and {@code true} for after its
     * effect.
     */
    public static void main(String[] args) throws Exception {
        NodeTrial trial = new NodeTrial(Path.of(args[0]), new ArrayList<>());
        PlanRunner.Probe probe = args.length < 4
                ? (_, _) -> {}
                : (step, after) -> {
                    if (step.equals(args[2]) && after == Boolean.parseBoolean(args[3])) {
                        killSelf();
                    }
                };
        trial.perform(trial.node(probe), args[1]);
    }

    /** By SIGKILL: nothing of this program runs any more, neither what it would tidy up nor what it would undo. */
    private static void killSelf() {
        try {
            new ProcessBuilder(List.of(
                            "kill",
                            "-KILL",
                            Long.toString(ProcessHandle.current().pid())))
                    .start()
                    .waitFor();
            Thread.sleep(60_000);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
