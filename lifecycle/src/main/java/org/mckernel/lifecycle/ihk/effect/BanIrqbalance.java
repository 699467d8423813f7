package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.mckernel.lifecycle.host.CpuMask;
import org.mckernel.lifecycle.host.Irqbalance;
import org.mckernel.lifecycle.host.Irqs;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Starts irqbalance again, with McKernel's CPUs and IHK's own interrupts excluded. */
public record BanIrqbalance(NodeContext context, BootRecord record, List<Integer> cpus) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("irqbalance-ban", BanIrqbalance::undo);

    /** What IHK calls its interrupts. */
    static final String IHK = "IHK-SMP";

    @Override
    public EffectKind kind() {
        return KIND;
    }

    /** The bans of the boot before; empty if there are none. */
    @Override
    public String saved() throws IOException {
        return context.irqbalance().banned()
                ? record.ban().map(BootRecord::banText).orElse("")
                : "";
    }

    @Override
    public void apply() throws IOException {
        CpuMask taken = CpuMask.of(cpus);
        List<Integer> possible = Topology.read(context.host()).possible().cpus();
        String mask = taken.words(possible.isEmpty() ? 1 : possible.getLast() + 1);
        BootRecord.Ban ban = new BootRecord.Ban(mask, taken.list(), new Irqs(context.host()).named(IHK));
        context.irqbalance().ban(ban.mask(), ban.list(), ban.irqs());
        record.keepBan(ban);
        context.irqbalance().start();
    }

    static void undo(NodeContext context, String saved) throws IOException {
        Irqbalance service = context.irqbalance();
        if (service.banned() && service.active()) {
            service.stop();
        }
        if (saved.isEmpty()) {
            service.unban();
        } else {
            BootRecord.Ban ban = BootRecord.ban(saved);
            service.ban(ban.mask(), ban.list(), ban.irqs());
        }
    }

    /** What will be banned, in words. */
    public static String words(List<Integer> cpus) {
        return "start irqbalance.service, excluding CPUs %s and IHK's interrupts"
                .formatted(Optional.of(CpuMask.of(cpus).list()).get());
    }
}
