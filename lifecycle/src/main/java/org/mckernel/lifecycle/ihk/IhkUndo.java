package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.mckernel.lifecycle.host.OrphanedProcesses;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.ihk.effect.EffectKind;
import org.mckernel.lifecycle.ihk.effect.EffectRegistry;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.PlanRunner;

/** Undoes what a command has done to a node, from what the journal recorded. */
record IhkUndo(NodeContext context, Journal journal) implements PlanRunner.Undo {
    /** A dump with its final name counts as done; everything else can still be undone. */
    @Override
    public boolean finish() throws IOException, NodeException {
        Optional<Journal.Content> content = journal.read();
        if (content.isPresent()) {
            if (content.get().intents().stream().noneMatch(i -> OutputFile.owns(i.before()))) {
                awaitOwn(); // a program that ignored SIGTERM may still do what is to be undone
            }
            for (Journal.Intent intent : content.get().intents()) {
                if (OutputFile.owns(intent.before()) && OutputFile.published(intent.before(), intent.note())) {
                    OutputFile.undo(intent.before()); // only the temporary files next to it
                    return true;
                }
            }
        }
        return false;
    }

    private void awaitOwn() throws IOException, NodeException {
        Poller.forPrograms(
                "this command", () -> OrphanedProcesses.ofThisCommand(context.host(), Set.of(Installation.MONITOR)));
    }

    @Override
    public void undo(String before) throws IOException, NodeException {
        if (OutputFile.owns(before)) {
            OutputFile.undo(before);
            return;
        }
        kind(before).undo(context, before);
    }

    /** Refuses a journal that names what this version cannot undo, before anything is undone. */
    void check(String before) throws IOException {
        if (!OutputFile.owns(before)) {
            kind(before);
        }
    }

    private EffectKind kind(String before) throws IOException {
        return EffectRegistry.of(before).orElseThrow(() -> journal.inconsistent("it names an unknown kind of change"));
    }
}
