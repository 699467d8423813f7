package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.ihk.effect.LoadModule;
import org.mckernel.lifecycle.ihk.effect.MakePrivate;
import org.mckernel.lifecycle.ihk.effect.MoveInterrupts;
import org.mckernel.lifecycle.ihk.effect.ReversibleStep;
import org.mckernel.lifecycle.ihk.effect.SetSwappiness;
import org.mckernel.lifecycle.ihk.effect.StopIrqbalance;
import org.mckernel.lifecycle.ihk.effect.StopMonitor;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.request.CpuList;

/**
 * The steps of a shutdown, in mcstop+release's order. Each checks what still exists, so repeating it
 * continues what an earlier shutdown has left. A failing step ends it; what was done stays done.
 */
public final class ShutdownPlan {
    /** The operation's name in the journal. */
    public static final String OPERATION = "shutdown";

    /** The monitor may need it to write the kernel's last messages. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final String NONE = "none: mck shutdown continues from here";

    private final NodeContext context;
    private final BootRecord record;
    private final boolean recorded;
    private final StepList steps = new StepList();

    private ShutdownPlan(NodeContext context, BootRecord record, boolean recorded) {
        this.context = context;
        this.record = record;
        this.recorded = recorded;
    }

    /**
     * Makes the plan from the current state; nothing is changed.
     *
     * @param recorded whether there is a record of the boot; without one everything of IHK's goes
     */
    public static Plan of(NodeContext context, BootRecord record, boolean recorded) throws IOException, NodeException {
        return new ShutdownPlan(context, record, recorded).plan();
    }

    private Plan plan() throws IOException, NodeException {
        IhkResources resources = IhkResources.of(context);
        List<Processes.Running> monitors = monitors();
        boolean banned = context.irqbalance().banned();
        if (banned && context.irqbalance().active()) {
            steps.add(
                    "stop-irqbalance",
                    "active",
                    "stop irqbalance.service: active → inactive",
                    "start it",
                    new StopIrqbalance(context, new BootRecord()));
        }
        for (int os : resources.instances()) {
            OsInstance.checkFree(context, os);
            add(
                    "destroy-os-" + os,
                    "no program holds it",
                    "destroy OS instance %d, at most %d times; its CPUs and memory".formatted(os, OsInstance.ATTEMPTS)
                            + " return to the reservation",
                    () -> {
                        OsInstance.destroy(context, os);
                        forgetBoot(os);
                        if (!monitors.isEmpty()) {
                            Poller.pause(LAST_WORDS);
                        }
                    });
        }
        if (!resources.cpus().isEmpty()) {
            add(
                    "release-cpus",
                    "not assigned",
                    "return CPUs %s to Linux".formatted(CpuList.text(resources.cpus())),
                    this::releaseCpus);
        }
        if (!resources.memory().isEmpty()) {
            add(
                    "release-memory",
                    "not assigned",
                    "return %s to Linux"
                            .formatted(ByteCount.text(resources.memory().stream()
                                    .mapToLong(c -> c.bytes())
                                    .sum())),
                    this::releaseMemory);
        }
        unload(List.of("mcctrl"));
        overlay();
        unload(Installation.smpModules());
        unload(List.of("ihk"));
        if (!monitors.isEmpty()) {
            add(
                    "end-monitor",
                    "no instance",
                    "end ihkmond (%s), by SIGTERM, then by SIGKILL".formatted(BootPlan.pids(monitors)),
                    () -> endMonitors(monitors));
        }
        interrupts(banned);
        swappiness();
        if (recorded) {
            add(
                    "forget-record",
                    "all done",
                    "delete %s".formatted(context.state().path()),
                    () -> context.state().write(BootRecord.NAME, Optional.empty()));
        }
        return new Plan(
                ShutdownPlan.OPERATION,
                steps.list(),
                resources.instances().isEmpty() || OsInstance.booted(context, record)
                        ? List.of()
                        : List.of(BootNotes.NEVER_BOOTED),
                true);
    }

    /** The next instance with this number has not been booted. */
    private void forgetBoot(int os) throws IOException {
        if (recorded && os == OsInstance.INDEX) {
            record.keepBootTime(0);
            context.state().write(BootRecord.NAME, Optional.of(record.text()));
        }
    }

    private void add(String name, String precondition, String effect, ReversibleStep.PlainAction action) {
        steps.add(name, precondition, effect, NONE, forward(name, action));
    }

    /** A failure that is not undone, with how to continue. */
    private static Step.Action forward(String name, ReversibleStep.PlainAction action) {
        return ReversibleStep.plain(() -> {
            try {
                action.run();
            } catch (NodeException e) {
                throw new NodeException(e.errno(), stopped(name, e.getMessage()));
            } catch (IOException e) {
                NodeException refusal = new NodeException(
                        Errno.EIO,
                        stopped(name, Thread.currentThread().isInterrupted() ? "interrupted" : ErrorLine.of(e)));
                refusal.initCause(e);
                throw refusal;
            }
        });
    }

    private static String stopped(String name, String why) {
        return "%s: %s; mck shutdown continues from there".formatted(name, why);
    }

    /** CPUs that cannot be released do not keep the rest from being released. */
    private void releaseCpus() throws IOException {
        try {
            List<Integer> cpus = context.driver().reservedCpus();
            if (!cpus.isEmpty()) {
                context.driver().releaseCpus(cpus);
            }
        } catch (NodeException e) {
            context.note("CPUs were not released: %s; unloading IHK tries again".formatted(e.line()));
        }
    }

    private void releaseMemory() throws IOException, NodeException {
        if (!context.driver().reservedMemory().isEmpty()) {
            context.driver().releaseAllMemory();
        }
    }

    /** Those that this tool has loaded, or all if it is not known who has. */
    private void unload(List<String> modules) throws IOException {
        for (String module : modules) {
            String name = module.replace('-', '_');
            if (context.modules().loaded(name) && (!recorded || record.modules().contains(name))) {
                add("unload-" + module, "not in use", "rmmod " + name, () -> LoadModule.unload(context, name));
            }
        }
    }

    private void overlay() throws IOException {
        boolean mounted = context.mounts().at(context.installation().overlay()).isPresent();
        if (record.overlay() || (mounted && context.modules().loaded(OverlayPlan.MODULE))) {
            add(
                    "clear-overlay",
                    "none",
                    "umount %s and below, remove it, rmmod %s"
                            .formatted(context.installation().overlay(), OverlayPlan.MODULE),
                    () -> OverlayPlan.clear(context));
        }
        for (String target : record.shared()) {
            add(
                    "share" + target.replace('/', '-'),
                    "private",
                    "make mounts below %s shared again".formatted(target),
                    () -> MakePrivate.share(context, target));
        }
    }

    private List<Processes.Running> monitors() throws IOException {
        List<Processes.Running> all = new ArrayList<>(context.processes().named(Installation.MONITOR));
        if (recorded) {
            all.removeIf(m -> record.monitor().isEmpty()
                    || record.monitor().get()[0] != m.pid()
                    || record.monitor().get()[1] != m.started());
        }
        return all;
    }

    private void endMonitors(List<Processes.Running> monitors) throws IOException {
        for (Processes.Running monitor : monitors) {
            context.processes().end(monitor, StopMonitor.LIMIT);
        }
    }

    private void interrupts(boolean banned) throws IOException {
        if (!record.affinities().isEmpty()) {
            List<String> details = new ArrayList<>();
            context.affinities().read().forEach((irq, now) -> {
                String old = record.affinities().get(irq);
                if (old != null && !old.equals(now)) {
                    details.add("interrupt %d: %s → %s".formatted(irq, now, old));
                }
            });
            steps.add(
                    "restore-interrupts",
                    "CPUs online",
                    "restore the affinity of %s".formatted(ByteCount.counted(details.size(), "interrupt")),
                    NONE,
                    details,
                    forward("restore-interrupts", () -> MoveInterrupts.restore(context, record.affinities())));
        }
        if (banned) {
            add(
                    "lift-bans",
                    "none",
                    "remove irqbalance's bans",
                    () -> context.irqbalance().unban());
        }
        if (record.irqbalance()) {
            add("start-irqbalance", "none", "start irqbalance.service", () -> {
                if (!context.irqbalance().active()) {
                    context.irqbalance().start();
                }
            });
        }
    }

    private void swappiness() throws IOException {
        if (record.swappiness().isPresent()) {
            int old = record.swappiness().getAsInt();
            add(
                    "swappiness",
                    "none",
                    "swappiness %d → %d".formatted(context.settings().swappiness(), old),
                    () -> SetSwappiness.restore(context, old));
        }
    }
}
