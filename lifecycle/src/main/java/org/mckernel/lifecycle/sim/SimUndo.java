package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.util.Optional;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.PlanRunner;

/** Undoes the simulated node's steps: changes of its state, and files that were being written for the user. */
record SimUndo(SimState state, Journal journal) implements PlanRunner.Undo {
    /** A file with its final name is not removed: another program may read it already. */
    @Override
    public boolean finish() throws IOException, NodeException {
        Optional<Journal.Content> content = journal.read();
        if (content.isPresent()) {
            for (Journal.Intent intent : content.get().intents()) {
                if (OutputFile.owns(intent.before()) && OutputFile.published(intent.before(), intent.note())) {
                    state.changeInstance(i -> i.withHeld(false)).apply();
                    OutputFile.undo(intent.before()); // only the temporary files next to it
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void undo(String before) throws IOException {
        if (OutputFile.owns(before)) {
            OutputFile.undo(before);
        } else {
            state.undo(before);
        }
    }
}
