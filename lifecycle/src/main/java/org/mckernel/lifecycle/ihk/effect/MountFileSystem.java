package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Mounts something where nothing is mounted. */
public record MountFileSystem(NodeContext context, String target, MountFileSystem.Mounting mounting)
        implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("mount", MountFileSystem::undo);

    private static final String NOTHING = "nothing ";

    /** Does it. */
    @FunctionalInterface
    public interface Mounting {
        void mount() throws IOException;
    }

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        return (context.mounts().at(target).isPresent() ? "something " : NOTHING) + target;
    }

    @Override
    public void apply() throws IOException {
        mounting.mount();
    }

    static void undo(NodeContext context, String saved) throws IOException {
        if (saved.startsWith(NOTHING)) {
            unmount(context, saved.substring(NOTHING.length()));
        }
    }

    /** Unmounts, if something is mounted there. */
    public static void unmount(NodeContext context, String target) throws IOException {
        if (context.mounts().at(target).isPresent()) {
            context.mounts().unmount(target);
        }
    }
}
