package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Step;

/** A step's action that knows how it is undone. */
public interface ReversibleStep extends Step.Action {
    /** The kind of actions that need no undo of their own. */
    EffectKind PLAIN = new EffectKind("plain", (_, _) -> {});

    /** Which kind of change it is. */
    EffectKind kind();

    /** What undoing it will need, read before anything is changed. */
    String saved() throws IOException, NodeException;

    @Override
    default String before() throws IOException, NodeException {
        return kind().word() + "\n" + saved();
    }

    /** An action that needs no undo of its own. */
    @FunctionalInterface
    interface PlainAction {
        /** Does it. */
        void run() throws IOException, NodeException;
    }

    /** A change that is undone together with another one, or that cannot be undone. */
    static ReversibleStep plain(PlainAction action) {
        return new ReversibleStep() {
            @Override
            public EffectKind kind() {
                return PLAIN;
            }

            @Override
            public String saved() {
                return "";
            }

            @Override
            public void apply() throws IOException, NodeException {
                action.run();
            }
        };
    }
}
