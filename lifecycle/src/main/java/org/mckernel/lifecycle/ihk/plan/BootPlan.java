package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.host.Irqs;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.host.Topology;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.effect.BanIrqbalance;
import org.mckernel.lifecycle.ihk.effect.CycleMemoryBlocks;
import org.mckernel.lifecycle.ihk.effect.LoadModule;
import org.mckernel.lifecycle.ihk.effect.MoveInterrupts;
import org.mckernel.lifecycle.ihk.effect.ReserveCpus;
import org.mckernel.lifecycle.ihk.effect.ReserveMemory;
import org.mckernel.lifecycle.ihk.effect.ReversibleStep;
import org.mckernel.lifecycle.ihk.effect.SaveBootRecord;
import org.mckernel.lifecycle.ihk.effect.SetSwappiness;
import org.mckernel.lifecycle.ihk.effect.StartMonitor;
import org.mckernel.lifecycle.ihk.effect.StopIrqbalance;
import org.mckernel.lifecycle.ihk.effect.StopMonitor;
import org.mckernel.lifecycle.node.Accounts;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.MemoryList;

/** The steps of a boot, in mcreboot's order. What can be seen to go wrong is refused while planning. */
public final class BootPlan {
    /** The operation's name in the journal. */
    public static final String OPERATION = "boot";

    private static final int FIRST_IRQ = 64;

    private final NodeContext context;
    private final Installation installation;
    private final Host host;
    private final BootRecord record;
    private final BootRequest request;
    private final BootOptions options;
    private final Clock clock;
    private final StepList steps = new StepList();
    private final List<String> notes = new ArrayList<>();

    private BootPlan(NodeContext context, BootRecord record, BootRequest request, BootOptions options, Clock clock) {
        this.context = context;
        this.installation = context.installation();
        this.host = context.host();
        this.record = record;
        this.request = request;
        this.options = options;
        this.clock = clock;
    }

    /**
     * Makes the plan; nothing is changed.
     *
     * @param record what the last boot left; the steps write into it
     */
    public static Plan of(NodeContext context, BootRecord record, BootRequest request, BootOptions options, Clock clock)
            throws IOException, NodeException {
        return new BootPlan(context, record, request, options, clock).plan();
    }

    private Plan plan() throws IOException, NodeException {
        Path image = image();
        String smp = installation.smpModule(host);
        Topology topology = Topology.read(host);
        IhkResources resources = IhkResources.of(context);
        ResolvedRequest resolved = ResolvedRequest.of(host, topology, resources, request);
        for (int os : resources.instances()) {
            OsInstance.checkFree(context, os);
        }
        if (options.owner().isPresent()) {
            Accounts.check(options.owner().get());
        }
        OverlayPlan overlay = new OverlayPlan(context, record, steps);
        InstancePlan instance = new InstancePlan(context, record, request, steps);
        boolean balanced = context.irqbalance().active() || record.irqbalance();

        monitor();
        overlay.clearEarlierOverlay();
        if (balanced) {
            stopIrqbalance(resolved.cpus());
        }
        module("ihk", "none", List.of());
        relieve();
        smpModule(smp);
        List<List<Integer>> groups = CycleMemoryBlocks.groups(context, topology);
        if (!groups.isEmpty()) {
            steps.add(
                    "cycle-memory",
                    "nothing reserved",
                    "take memory blocks of nodes %s offline and online again".formatted(groups),
                    "bring them online",
                    new CycleMemoryBlocks(context, groups));
        }
        reserve(resolved);
        module("mcctrl", "ihk loaded", List.of());
        checkBuild();
        instance.destroyOld(resources);
        instance.create(resolved, image, clock);
        instance.changeOwner(options);
        overlay.mount();
        if (balanced) {
            steps.add(
                    "irqbalance",
                    "RUNNING",
                    BanIrqbalance.words(resolved.cpus().cpus()),
                    record.ban().isPresent() ? "stop it, restore its earlier bans" : "stop it, remove the bans",
                    new BanIrqbalance(context, record, resolved.cpus().cpus()));
        }
        steps.add(
                "keep-record",
                "all done",
                "write the state before the boot to %s"
                        .formatted(context.state().path()),
                "restore the earlier record, if any",
                new SaveBootRecord(context, record));
        notes.addAll(resolved.notes());
        BootNotes.add(notes, host, smp, request, options.wholeDevice());
        return new Plan(BootPlan.OPERATION, steps.list(), notes);
    }

    private Path image() throws IOException, NodeException {
        Path image = options.image().isPresent()
                ? Installation.readable(options.image().get().toAbsolutePath())
                : installation.imageFile(host);
        ImageFile.check(image);
        return image;
    }

    private void monitor() throws IOException {
        List<Processes.Running> running = context.processes().named(Installation.MONITOR);
        if (!running.isEmpty()) {
            steps.add(
                    "stop-monitor",
                    "none",
                    "end ihkmond (%s)".formatted(pids(running)),
                    "start it with its arguments",
                    new StopMonitor(context));
        }
        if (request.redirectLog() || request.hangInterval() >= 0) {
            host.find(installation.sbin(Installation.MONITOR));
            List<String> arguments = List.of(
                    "-f",
                    request.facility(),
                    "-k",
                    request.redirectLog() ? "1" : "0",
                    "-i",
                    Integer.toString(request.hangInterval()));
            steps.add(
                    "start-monitor",
                    "no instance yet: it monitors new ones only",
                    "start ihkmond " + String.join(" ", arguments),
                    "end it",
                    new StartMonitor(context, record, arguments));
        }
    }

    public static String pids(List<Processes.Running> running) {
        return CpuList.text(running.stream().map(Processes.Running::pid).toList());
    }

    private void stopIrqbalance(CpuList cpus) throws IOException {
        if (context.irqbalance().active()) {
            steps.add(
                    "stop-irqbalance",
                    "active",
                    "stop irqbalance.service: active → inactive",
                    "start it",
                    new StopIrqbalance(context, record));
        }
        List<String> details = MoveInterrupts.plan(context, cpus.cpus()).stream()
                .map(c -> "interrupt %d: %s → %s".formatted(c.irq(), c.old(), c.wanted()))
                .toList();
        steps.add(
                "move-interrupts",
                "irqbalance stopped",
                "remove CPUs %s from the affinity of %s"
                        .formatted(cpus.text(), ByteCount.counted(details.size(), "interrupt")),
                "restore the old masks",
                details,
                new MoveInterrupts(context, record, cpus.cpus()));
    }

    private void module(String module, String needs, List<String> parameters) throws IOException {
        if (context.modules().loaded(module)) {
            return;
        }
        String file = installation.moduleFile(module);
        if (!Files.isReadable(host.path(file))) {
            throw new NoSuchFileException(
                    file, null, "no such module; name IHK's installation by prefix or modules in " + Installation.FILE);
        }
        steps.add(
                "load-" + module,
                needs,
                "insmod %s%s, on CPU 0".formatted(file, parameters.isEmpty() ? "" : " " + String.join(" ", parameters)),
                "rmmod " + module.replace('-', '_'),
                new LoadModule(context, record, module, parameters));
    }

    /** What is freed here is what reserving finds. */
    private void relieve() throws IOException {
        int swappiness = context.settings().swappiness();
        if (swappiness != SetSwappiness.WANTED) {
            steps.add(
                    "swappiness",
                    "none",
                    "swappiness %d → %d".formatted(swappiness, SetSwappiness.WANTED),
                    "%d → %d".formatted(SetSwappiness.WANTED, swappiness),
                    new SetSwappiness(context, record));
        }
        steps.add(
                "free-memory",
                "none",
                "sync, drop caches, compact memory",
                "none: nothing is lost",
                ReversibleStep.plain(() -> {
                    context.settings().sync();
                    context.settings().dropCaches();
                    if (!context.settings().compactMemory()) {
                        context.note("this kernel cannot compact memory");
                    }
                    context.settings().sync();
                }));
    }

    private void smpModule(String smp) throws IOException, NodeException {
        for (String name : Installation.smpModules()) {
            if (context.modules().loaded(name)) {
                return;
            }
        }
        List<String> parameters = new ArrayList<>();
        if (installation.choosesIrq()) {
            int from = request.firstIrq().orElse(FIRST_IRQ);
            OptionalInt irq = new Irqs(host).firstFree(from);
            if (irq.isEmpty()) {
                throw new NodeException(
                        Errno.EBUSY, "no free interrupt from %d to %d; choose with -q".formatted(from, Irqs.LAST));
            }
            parameters.add("ihk_start_irq=" + irq.getAsInt());
        }
        if (Installation.hazardous(smp)) {
            parameters.add("ihk_ikc_irq_core=0"); // arm64 has no such parameter
        }
        module(smp, "ihk loaded", parameters);
    }

    /** Memory first: offline CPUs cannot help to free it. */
    private void reserve(ResolvedRequest resolved) {
        if (resolved.newMemory().isPresent()) {
            MemoryList memory = resolved.newMemory().get();
            steps.add(
                    "reserve-memory",
                    "nodes online",
                    "take %s from Linux".formatted(memory.text()),
                    "return it",
                    new ReserveMemory(context, memory));
        }
        if (!resolved.newCpus().isEmpty()) {
            steps.add(
                    "reserve-cpus",
                    "online",
                    "take CPUs %s from Linux".formatted(CpuList.text(resolved.newCpus())),
                    "bring them online",
                    new ReserveCpus(context, resolved.newCpus()));
        }
    }

    private void checkBuild() {
        steps.add(
                "check-build",
                "modules loaded",
                "compare the modules' build id with %s"
                        .formatted(installation.buildId().orElse(installation.mcexec() + "'s")),
                "none",
                ReversibleStep.plain(() -> ModuleBuild.check(context)));
    }
}
