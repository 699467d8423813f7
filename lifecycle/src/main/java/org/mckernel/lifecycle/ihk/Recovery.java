package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.mckernel.lifecycle.host.OrphanedProcesses;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.ihk.plan.ShutdownPlan;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.PlanRunner;

/** Finishes or undoes the operation that a killed command left in the journal. The state is locked meanwhile. */
record Recovery(NodeContext context, Journal journal, IhkUndo undo) {
    /** Runs what is left of a shutdown. */
    @FunctionalInterface
    interface Shutdown {
        void run() throws IOException, NodeException;
    }

    /** What was done, in words; empty if nothing was interrupted. */
    Optional<String> recover(Shutdown shutdown) throws IOException, NodeException {
        Optional<Journal.Content> content = journal.read();
        if (content.isEmpty()) {
            journal.remove();
            return Optional.empty();
        }
        awaitOrphans(context);
        journal.releaseSpare();
        return Optional.of(recover(content.get(), shutdown));
    }

    /** What a killed command's programs still do cannot be undone before they have ended. */
    static void awaitOrphans(NodeContext context) throws IOException, NodeException {
        Poller.forPrograms(
                "the killed command", () -> OrphanedProcesses.of(context.host(), Set.of(Installation.MONITOR)));
    }

    private String recover(Journal.Content content, Shutdown shutdown) throws IOException, NodeException {
        String name = "mck " + content.operation();
        if (content.finished()) {
            journal.remove();
            return name + " was complete; nothing to undo";
        }
        if (content.operation().equals(ShutdownPlan.OPERATION)) {
            journal.remove(); // the node itself shows what is left
            shutdown.run();
            return name + " finished";
        }
        if (undo.finish()) {
            journal.remove();
            return name + " finished: its file is complete";
        }
        for (Journal.Intent intent : content.intents()) {
            undo.check(intent.before());
        }
        PlanRunner.rollBack(
                undo,
                content.intents().reversed().stream()
                        .map(Journal.Intent::before)
                        .toList());
        journal.remove();
        return name + " undone, from " + content.where();
    }
}
