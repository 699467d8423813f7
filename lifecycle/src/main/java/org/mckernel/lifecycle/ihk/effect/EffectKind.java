package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;

/**
 * A kind of reversible change.
 *
 * @param word its name in the journal
 * @param action undoes one change of this kind
 */
public record EffectKind(String word, Undo action) {
    /** Undoes a change. Has no effect if the change never happened, or was undone already. */
    @FunctionalInterface
    public interface Undo {
        /** Undoes one; {@code saved} is what {@link ReversibleStep#saved} returned before the change. */
        void undo(NodeContext context, String saved) throws IOException, NodeException;
    }

    /** Undoes a change of this kind; {@code before} is what {@link ReversibleStep#before} returned. */
    public void undo(NodeContext context, String before) throws IOException, NodeException {
        action.undo(context, before.substring(word.length() + 1));
    }
}
