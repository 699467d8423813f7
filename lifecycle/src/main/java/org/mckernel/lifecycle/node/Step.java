package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.util.List;

/**
 * One step of a plan.
 *
 * @param name short, without blanks; the journal's
 * @param precondition what must hold, in words
 * @param effect what it does, in words
 * @param undo what undoing it does, in words
 * @param details of the effect, old and new value of each, one a line; may be empty
 * @param action does it
 */
public record Step(String name, String precondition, String effect, String undo, List<String> details, Action action) {
    public Step {
        details = List.copyOf(details);
    }

    /** A step without details. */
    public Step(String name, String precondition, String effect, String undo, Action action) {
        this(name, precondition, effect, undo, List.of(), action);
    }

    /** What a step does. */
    public interface Action {
        /** What undoing will need, read before anything is changed; any text. */
        String before() throws IOException, NodeException;

        /** Does it, completely or not at all. */
        void apply() throws IOException, NodeException;
    }
}
