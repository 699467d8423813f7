package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Stops the service that would move interrupts back. */
public record StopIrqbalance(NodeContext context, BootRecord record) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("irqbalance-stop", StopIrqbalance::undo);

    private static final String ACTIVE = "active";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        boolean active = context.irqbalance().active();
        if (active) {
            record.keepIrqbalance();
        }
        return active ? ACTIVE : "inactive";
    }

    @Override
    public void apply() throws IOException {
        context.irqbalance().stop();
    }

    static void undo(NodeContext context, String saved) throws IOException {
        if (saved.equals(ACTIVE) && !context.irqbalance().active()) {
            context.irqbalance().start();
        }
    }
}
