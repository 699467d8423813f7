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

/** Takes back what a command has done to a node, by what the journal kept. */
record IhkUndo(NodeContext context, Journal journal) implements PlanRunner.Undo {
    /** A dump that is out under its name counts as done; nothing else is past its point of no return. */
    @Override
    public boolean finish() throws IOException, NodeException {
        Optional<Journal.Content> content = journal.read();
        if (content.isPresent()) {
            if (content.get().intents().stream().noneMatch(i -> OutputFile.owns(i.before()))) {
                awaitOwn(); // a program that did not heed its end may yet do what is to be taken back
            }
            for (Journal.Intent intent : content.get().intents()) {
                if (OutputFile.owns(intent.before()) && OutputFile.published(intent.before(), intent.note())) {
                    OutputFile.undo(intent.before()); // only what stands beside the file
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

    /** Refuses a journal that names what this program cannot take back, before anything is taken back. */
    void check(String before) throws IOException {
        if (!OutputFile.owns(before)) {
            kind(before);
        }
    }

    private EffectKind kind(String before) throws IOException {
        return EffectRegistry.of(before).orElseThrow(() -> journal.inconsistent("it names a change that there is not"));
    }
}
