package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.host.Mounts;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Site;

/** Keeps a mount, and those below it, to this mount namespace. */
public record MakePrivate(Site site, BootRecord record, String target) implements Effect {
    private static final String SHARED = "shared ";

    @Override
    public Kind kind() {
        return Kind.PRIVATE;
    }

    @Override
    public String saved() throws IOException {
        boolean shared = site.mounts().at(target).map(Mounts.Mount::shared).orElse(false);
        if (shared) {
            record.keepShared(target);
        }
        return (shared ? SHARED : "private ") + target;
    }

    @Override
    public void apply() throws IOException {
        site.mounts().share(target, false);
    }

    static void undo(Site site, String saved) throws IOException {
        if (saved.startsWith(SHARED)) {
            share(site, saved.substring(SHARED.length()));
        }
    }

    /** Lets a mount be seen by all namespaces again. */
    public static void share(Site site, String target) throws IOException {
        if (!site.mounts().at(target).map(Mounts.Mount::shared).orElse(true)) {
            site.mounts().share(target, true);
        }
    }
}
