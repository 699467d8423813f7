package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.host.KernelSettings;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Site;

/** Makes Linux swap readily, so that it gives memory away. */
public record Swappiness(Site site, BootRecord record) implements Effect {
    public static final int WANTED = 100;

    @Override
    public Kind kind() {
        return Kind.SWAPPINESS;
    }

    @Override
    public String saved() throws IOException {
        int now = site.settings().swappiness();
        record.keepSwappiness(now);
        return Integer.toString(now);
    }

    @Override
    public void apply() throws IOException {
        site.settings().swappiness(WANTED);
    }

    static void undo(Site site, String saved) throws IOException {
        restore(site, Integer.parseInt(saved));
    }

    public static void restore(Site site, int value) throws IOException {
        KernelSettings settings = site.settings();
        if (settings.swappiness() != value) {
            settings.swappiness(value);
        }
    }
}
