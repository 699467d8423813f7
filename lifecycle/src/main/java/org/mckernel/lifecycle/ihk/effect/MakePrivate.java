package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.host.Mounts;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Makes a mount, and those below it, private to this mount namespace. */
public record MakePrivate(NodeContext context, BootRecord record, String target) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("private", MakePrivate::undo);

    private static final String SHARED = "shared ";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        boolean shared = context.mounts().at(target).map(Mounts.Mount::shared).orElse(false);
        if (shared) {
            record.keepShared(target);
        }
        return (shared ? SHARED : "private ") + target;
    }

    @Override
    public void apply() throws IOException {
        context.mounts().share(target, false);
    }

    static void undo(NodeContext context, String saved) throws IOException {
        if (saved.startsWith(SHARED)) {
            share(context, saved.substring(SHARED.length()));
        }
    }

    /** Makes a mount shared again. */
    public static void share(NodeContext context, String target) throws IOException {
        if (!context.mounts().at(target).map(Mounts.Mount::shared).orElse(true)) {
            context.mounts().share(target, true);
        }
    }
}
