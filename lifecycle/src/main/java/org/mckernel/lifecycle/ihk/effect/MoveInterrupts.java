package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.mckernel.lifecycle.host.IrqAffinities;
import org.mckernel.lifecycle.host.Irqs;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.NodeContext;

/** Removes McKernel's CPUs from the affinity of interrupts. */
public final class MoveInterrupts implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("interrupts", MoveInterrupts::undo);

    private final NodeContext context;
    private final BootRecord record;
    private final List<Integer> cpus;
    private List<IrqAffinities.Change> changes = List.of();

    /**
     * @param cpus McKernel's
     */
    public MoveInterrupts(NodeContext context, BootRecord record, List<Integer> cpus) {
        this.context = context;
        this.record = record;
        this.cpus = cpus;
    }

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException {
        changes = plan(context, cpus);
        NavigableMap<Integer, String> old = new TreeMap<>();
        changes.forEach(c -> old.put(c.irq(), c.old()));
        record.keepAffinities(old);
        return text(old);
    }

    /** All except IHK's own interrupts, whose affinity IHK sets. */
    public static List<IrqAffinities.Change> plan(NodeContext context, List<Integer> cpus) throws IOException {
        List<Integer> own = new Irqs(context.host()).named(BanIrqbalance.IHK);
        return context.affinities().plan(cpus).stream()
                .filter(c -> !own.contains(c.irq()))
                .toList();
    }

    @Override
    public void apply() {
        for (IrqAffinities.Change change : changes) {
            context.affinities()
                    .write(change.irq(), change.wanted())
                    .ifPresent(why -> context.note("unchanged: " + why));
        }
    }

    /** One line each. */
    static String text(Map<Integer, String> affinities) {
        StringBuilder text = new StringBuilder();
        affinities.forEach(
                (irq, mask) -> text.append(irq).append(' ').append(mask).append('\n'));
        return text.toString();
    }

    static void undo(NodeContext context, String saved) throws IOException {
        NavigableMap<Integer, String> old = new TreeMap<>();
        saved.lines()
                .forEach(line -> old.put(
                        Integer.valueOf(line.substring(0, line.indexOf(' '))), line.substring(line.indexOf(' ') + 1)));
        restore(context, old);
    }

    /** Restores affinities; interrupts that no longer exist or cannot be moved are noted. */
    public static void restore(NodeContext context, NavigableMap<Integer, String> old) throws IOException {
        NavigableMap<Integer, String> now = context.affinities().read();
        old.forEach((irq, mask) -> {
            if (now.containsKey(irq) && !now.get(irq).equals(mask)) {
                context.affinities().write(irq, mask).ifPresent(why -> context.note("not restored: " + why));
            }
        });
    }
}
