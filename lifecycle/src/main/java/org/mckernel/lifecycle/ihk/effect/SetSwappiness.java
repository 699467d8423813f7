package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.host.KernelSettings;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Makes Linux swap more, which frees memory. */
public record SetSwappiness(NodeContext context, BootRecord record) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("swappiness", SetSwappiness::undo);

    public static final int WANTED = 100;

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        int now = context.settings().swappiness();
        record.keepSwappiness(now);
        return Integer.toString(now);
    }

    @Override
    public void apply() throws IOException {
        context.settings().swappiness(WANTED);
    }

    static void undo(NodeContext context, String saved) throws IOException {
        restore(context, Integer.parseInt(saved));
    }

    public static void restore(NodeContext context, int value) throws IOException {
        KernelSettings settings = context.settings();
        if (settings.swappiness() != value) {
            settings.swappiness(value);
        }
    }
}
