package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.ihk.context.Site;

/** Mounts something where nothing is mounted. */
public record MountAt(Site site, String target, MountAt.Mounting mounting) implements Effect {
    private static final String NOTHING = "nothing ";

    /** Does it. */
    @FunctionalInterface
    public interface Mounting {
        void mount() throws IOException;
    }

    @Override
    public Kind kind() {
        return Kind.MOUNT;
    }

    @Override
    public String saved() throws IOException {
        return (site.mounts().at(target).isPresent() ? "something " : NOTHING) + target;
    }

    @Override
    public void apply() throws IOException {
        mounting.mount();
    }

    static void undo(Site site, String saved) throws IOException {
        if (saved.startsWith(NOTHING)) {
            unmount(site, saved.substring(NOTHING.length()));
        }
    }

    /** Unmounts, if something is mounted there. */
    public static void unmount(Site site, String target) throws IOException {
        if (site.mounts().at(target).isPresent()) {
            site.mounts().unmount(target);
        }
    }
}
