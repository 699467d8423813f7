package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.Step;

/** Finishes or undoes the operation that a killed command left in the journal. The state is locked meanwhile. */
record SimRecovery(SimState state, Journal journal, SimUndo undo) {
    /** What was done, in words. */
    String recover(Journal.Content content) throws IOException, NodeException {
        String name = "mck " + content.operation();
        if (content.finished()) {
            return name + " was complete; nothing to undo";
        }
        if (content.operation().equals(SimShutdownPlan.OPERATION)) {
            for (Step step : SimShutdownPlan.of(state).steps()) {
                step.action().apply();
            }
            return name + " finished";
        }
        if (undo.finish()) {
            return name + " finished: its file is complete";
        }
        check(content);
        for (Journal.Intent intent : content.intents().reversed()) {
            undo.undo(intent.before());
        }
        return name + " undone, from " + content.where();
    }

    /** What the journal does not name must be what it was; else undoing would make a state that never was. */
    private void check(Journal.Content content) throws IOException {
        Set<String> known = new HashSet<>();
        for (Journal.Intent intent : content.intents()) {
            if (!OutputFile.owns(intent.before())) {
                known.add(SimState.fileOf(intent.before())
                        .orElseThrow(() -> journal.inconsistent("step " + intent.step() + " changes no file of it")));
            }
        }
        List<String> changed = state.unexplained(content.state(), known);
        if (!changed.isEmpty()) {
            throw journal.inconsistent(
                    "%s has changed since, and no line records it".formatted(String.join(" and ", changed)));
        }
    }
}
