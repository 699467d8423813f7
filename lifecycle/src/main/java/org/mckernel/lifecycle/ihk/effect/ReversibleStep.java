package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Step;

/** A change of a node that knows how it is taken back. */
public interface ReversibleStep extends Step.Action {
    /** Which kind of change it is. */
    EffectKind kind();

    /** What taking it back will need, seen before anything is done. */
    String saved() throws IOException, NodeException;

    @Override
    default String before() throws IOException, NodeException {
        return kind().word() + "\n" + saved();
    }

    /** Does something that needs no undoing of its own. */
    @FunctionalInterface
    interface Act {
        void act() throws IOException, NodeException;
    }

    /** A change that goes with another's undoing, or that nothing takes back. */
    static ReversibleStep plain(Act act) {
        return new ReversibleStep() {
            @Override
            public EffectKind kind() {
                return EffectKind.PLAIN;
            }

            @Override
            public String saved() {
                return "";
            }

            @Override
            public void apply() throws IOException, NodeException {
                act.act();
            }
        };
    }
}
