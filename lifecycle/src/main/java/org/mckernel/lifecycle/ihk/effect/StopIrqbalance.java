package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Site;

/** Stops the service that would move interrupts back. */
public record StopIrqbalance(Site site, BootRecord record) implements Effect {
    private static final String ACTIVE = "active";

    @Override
    public Kind kind() {
        return Kind.IRQBALANCE_STOP;
    }

    @Override
    public String saved() throws IOException {
        boolean active = site.irqbalance().active();
        if (active) {
            record.keepIrqbalance();
        }
        return active ? ACTIVE : "inactive";
    }

    @Override
    public void apply() throws IOException {
        site.irqbalance().stop();
    }

    static void undo(Site site, String saved) throws IOException {
        if (saved.equals(ACTIVE) && !site.irqbalance().active()) {
            site.irqbalance().start();
        }
    }
}
