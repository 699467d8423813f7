package org.mckernel.lifecycle.node;

import java.io.IOException;

/**
 * One step of a plan.
 *
 * @param name short, without blanks; the journal's
 * @param precondition what must hold, in words
 * @param effect what it does, in words
 * @param undo what undoing it does, in words
 * @param action does it
 */
public record Step(String name, String precondition, String effect, String undo, Action action) {
    /** The doing of a step. */
    public interface Action {
        /** What undoing will need, seen before anything is done; any text. */
        String before() throws IOException;

        /** Does it, wholly or not at all. */
        void apply() throws IOException, NodeException;
    }
}
