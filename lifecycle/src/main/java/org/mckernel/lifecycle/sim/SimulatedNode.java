package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.output.PartialFile;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateLock;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsCommand;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.PanicRequest;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.KernelArguments;
import org.mckernel.lifecycle.request.MemoryList;

/** A node that needs no IHK, no privileges and no reboot: its machine is a description, its instance a few files. */
public final class SimulatedNode implements Node {
    static final String BOOT = "boot";
    static final String SHUTDOWN = "shutdown";

    /**
     * What may differ from one node to another.
     *
     * @param machine a description of the machine; empty for this computer
     * @param image the kernel's image; empty for the practice kernel
     * @param probe sees every step
     * @param clock the time of boots
     * @param patience how long to wait for another command on the same state
     */
    public record Settings(
            Optional<Path> machine, Optional<Path> image, PlanRunner.Probe probe, Clock clock, Duration patience) {}

    private final StateDirectory directory;
    private final Settings settings;
    private final SimState state;
    private final Journal journal;
    private final SimUndo undo;

    /** A node whose state is in {@code path}, which need not be there. */
    public SimulatedNode(Path path, Settings settings) {
        this.directory = new StateDirectory(path, "remove " + path + " to forget the simulated instance");
        this.settings = settings;
        this.state = new SimState(directory);
        this.journal = new Journal(directory);
        this.undo = new SimUndo(state, journal);
    }

    @Override
    public String banner() {
        return "simulated node";
    }

    @Override
    public Plan planBoot(BootRequest request) throws IOException, NodeException {
        try (Locked _ = look()) {
            return bootPlan(request);
        }
    }

    private Plan bootPlan(BootRequest request) throws IOException, NodeException {
        Optional<Instance> instance = state.instance();
        if (instance.isPresent()) {
            OsCommand.BOOT.check(instance.get().status());
        }
        BootImage image = BootImage.of(settings.image());
        return SimBootPlan.of(state, describedMachine(), request, image, settings.clock());
    }

    private Machine describedMachine() throws IOException {
        return settings.machine().isPresent()
                ? MachineDescription.read(settings.machine().get())
                : HostMachine.read(Host.real());
    }

    @Override
    public NodeStatus boot(BootRequest request) throws IOException, NodeException {
        planBoot(request); // what cannot be is refused before a directory is made for it
        try (StateLock lock = change()) {
            try {
                run(bootPlan(request));
            } finally {
                tidy(lock);
            }
            return statusNow();
        }
    }

    @Override
    public Plan planShutdown() throws IOException, NodeException {
        try (Locked _ = look()) {
            return shutdownPlan();
        }
    }

    /** Each step also holds if it has happened before, so an interrupted shutdown is finished by doing it again. */
    private Plan shutdownPlan() throws IOException {
        List<Step> steps = new ArrayList<>();
        if (state.machine().isEmpty()
                && state.instance().isEmpty()
                && directory.read(SimState.POOL).isEmpty()) {
            return new Plan(SHUTDOWN, steps);
        }
        Pool pool = state.pool();
        if (state.instance().isPresent()) {
            steps.add(new Step(
                    "stop",
                    "none",
                    "end all programs, stop the kernel",
                    "none: its memory is lost",
                    state.changeInstance(i -> i.withStatus(OsStatus.SHUTDOWN))));
            steps.add(new Step(
                    "release-assigned",
                    "stopped",
                    "take CPUs and memory back from OS instance 0",
                    "give them",
                    state.changePool(p -> p.withCpus(p.cpus(), false).withMemory(p.chunks(), false))));
            steps.add(new Step(
                    "destroy-os", "stopped", "destroy OS instance 0", "create it", state.remove(SimState.INSTANCE)));
        }
        steps.add(new Step(
                "release",
                "reserved, not assigned",
                "give CPUs %s and %s of memory back to Linux"
                        .formatted(CpuList.text(pool.cpus()), MemoryList.sizeText(pool.bytes())),
                "take them again",
                state.remove(SimState.POOL)));
        steps.add(new Step(
                "unload-modules",
                "nothing reserved",
                "unload mcctrl, ihk-smp-x86_64, ihk",
                "load them",
                state.remove(SimState.MACHINE)));
        return new Plan(SHUTDOWN, steps);
    }

    @Override
    public Optional<NodeStatus> shutdown() throws IOException, NodeException {
        if (!directory.exists()) {
            return Optional.empty();
        }
        try (StateLock lock = change()) {
            NodeStatus before = statusNow();
            Optional<Instance> instance = state.instance();
            if (instance.isPresent()) {
                OsCommand.SHUTDOWN.check(instance.get().status());
            }
            boolean anything = state.machine().isPresent();
            if (anything) {
                run(shutdownPlan());
            }
            tidy(lock);
            return anything ? Optional.of(before) : Optional.empty();
        }
    }

    @Override
    public NodeStatus status() throws IOException {
        try (Locked _ = look()) {
            return statusNow();
        }
    }

    private NodeStatus statusNow() throws IOException {
        Machine machine = state.machine().isPresent() ? state.machine().get() : describedMachine();
        Pool pool = state.pool();
        Optional<Instance> instance = state.instance();
        List<NodeStatus.Cpu> cpus = new ArrayList<>();
        for (int cpu : pool.cpus()) {
            cpus.add(new NodeStatus.Cpu(
                    cpus.size(), cpu, machine.nodeOf(cpu).map(Machine.Numa::id).orElse(0)));
        }
        List<NodeStatus.Chunk> chunks = pool.chunks().stream()
                .map(c -> new NodeStatus.Chunk(OptionalLong.of(c.start()), c.size(), c.node()))
                .toList();
        String words = "%s, %s, %s"
                .formatted(
                        ByteCount.counted(machine.cpuCount(), "CPU"),
                        ByteCount.counted(machine.nodes().size(), "NUMA node"),
                        ByteCount.text(machine.nodes().stream()
                                .mapToLong(Machine.Numa::size)
                                .sum()));
        Optional<String> interrupted =
                journal.read().map(c -> "mck %s was interrupted at %s".formatted(c.operation(), c.where()));
        return new NodeStatus(
                words,
                instance.map(Instance::status).orElse(OsStatus.NOT_BOOTED),
                instance.map(Instance::held).orElse(false),
                cpus,
                chunks,
                instance.map(Instance::arguments).orElse(""),
                instance.map(SimulatedNode::levelOf).orElse(24L),
                instance.map(Instance::ikcMap).orElse(Instance.NONE),
                instance.map(Instance::owner).orElse(""),
                instance.filter(i -> i.bootTime() != 0).map(i -> Instant.ofEpochSecond(i.bootTime())),
                instance.map(i -> i.commands().stream().map(SimCommand::text).toList())
                        .orElse(List.of()),
                List.of(),
                interrupted);
    }

    /** The kernel's, or that of the last dump: a dump sets the level of a later panic too. */
    private static long levelOf(Instance instance) {
        long level = new KernelArguments(instance.arguments()).dumpLevel();
        for (SimCommand command : instance.commands()) {
            if (command instanceof SimCommand.Dump dump) {
                level = dump.level();
            }
        }
        return level;
    }

    @Override
    public String kernelLog() throws IOException, NodeException {
        try (Locked _ = look()) {
            return replay(instanceFor(OsCommand.KMSG)).kernelLog();
        }
    }

    @Override
    public void run(Workload workload, int processes, int threads) throws IOException, NodeException {
        if (!directory.exists()) {
            OsCommand.RUN.check(OsStatus.NOT_BOOTED);
        }
        try (StateLock _ = change()) {
            Instance instance = instanceFor(OsCommand.RUN);
            SimCommand command = new SimCommand.Run(workload, processes, threads);
            room(instance);
            replay(instance.withCommand(command)); // refuses what does not fit, before anything is changed
            run(new Plan(
                    "run",
                    List.of(new Step(
                            "run",
                            "RUNNING",
                            "start " + command.text(),
                            "end it",
                            state.changeInstance(i -> i.withCommand(command))))));
        }
    }

    @Override
    public int run(List<String> command) throws NodeException {
        throw new NodeException(
                Errno.ENOSYS, "the simulated node runs its own workloads only, not %s".formatted(command.getFirst()));
    }

    @Override
    public void dump(DumpRequest request) throws IOException, NodeException {
        if (!directory.exists()) {
            OsCommand.DUMP.check(OsStatus.NOT_BOOTED);
        }
        try (StateLock _ = change()) {
            Instance instance = instanceFor(OsCommand.DUMP);
            room(instance);
            PartialFile.check(request.file(), request.force());
            SimCommand command = new SimCommand.Dump(request.level());
            run(new Plan(
                    "dump",
                    List.of(
                            new Step(
                                    "stop",
                                    "booted",
                                    "set level %d, stop all CPUs, mark pages".formatted(request.level()),
                                    "let them go on",
                                    state.changeInstance(i -> i.withHeld(true).withCommand(command))),
                            new Step(
                                    "write",
                                    "stopped",
                                    "write " + request.file(),
                                    "remove it",
                                    OutputFile.action(
                                            request.file(),
                                            request.force(),
                                            partial -> replay(instance.withCommand(command))
                                                    .writeMckdump(partial, request.interactive()),
                                            SimulatedNode::readBack,
                                            journal::note)),
                            new Step(
                                    "resume",
                                    "stopped",
                                    "let all CPUs go on",
                                    "stop them",
                                    state.changeInstance(i -> i.withHeld(false))))));
        }
    }

    @Override
    public void panic(PanicRequest request) throws IOException, NodeException {
        if (!directory.exists()) {
            OsCommand.PANIC.check(OsStatus.NOT_BOOTED);
        }
        try (StateLock _ = change()) {
            Instance instance = instanceFor(OsCommand.PANIC);
            room(instance);
            PartialFile.check(request.file(), request.force());
            SimCommand command = new SimCommand.Panic(request.fault());
            Instance panicked = instance.withStatus(request.fault().after()).withCommand(command);
            Replay replay = replay(panicked);
            run(new Plan(
                    "panic",
                    List.of(
                            new Step(
                                    "panic",
                                    "RUNNING",
                                    "panic: " + request.fault().description(),
                                    "none",
                                    state.changeInstance(
                                            i -> i.withStatus(request.fault().after())
                                                    .withCommand(command))),
                            new Step(
                                    "write",
                                    "panicked",
                                    "write " + request.file(),
                                    "remove it",
                                    OutputFile.action(
                                            request.file(),
                                            request.force(),
                                            partial -> replay.writeVmcore(partial, request.format()),
                                            SimulatedNode::readBack,
                                            journal::note)))));
        }
    }

    @Override
    public void writeImage(Path file, boolean force) throws IOException, NodeException {
        byte[] image = Replay.image();
        try (PartialFile partial = PartialFile.create(file, force)) {
            partial.write(ByteBuffer.wrap(image), 0);
            partial.publish(() -> {});
        }
    }

    /** Opens what was written as any reader would. */
    private static void readBack(Path file) throws IOException {
        Dumps.open(file).close();
    }

    private static void room(Instance instance) throws NodeException {
        if (instance.commands().size() >= Instance.MAX_COMMANDS) {
            throw new NodeException(
                    Errno.ENOMEM,
                    "the simulated node keeps %d commands of one instance; mck shutdown, then boot again"
                            .formatted(Instance.MAX_COMMANDS));
        }
    }

    private Instance instanceFor(OsCommand command) throws IOException, NodeException {
        Optional<Instance> instance = state.instance();
        command.check(instance.map(Instance::status).orElse(OsStatus.NOT_BOOTED));
        return instance.orElseThrow();
    }

    private Replay replay(Instance instance) throws IOException, NodeException {
        return Replay.of(state.machine().orElseThrow(), state.pool(), instance);
    }

    @Override
    public Optional<String> recover() throws IOException, NodeException {
        if (!directory.exists()) {
            return Optional.empty();
        }
        try (StateLock lock = StateLock.exclusive(directory, settings.patience())) {
            Optional<Journal.Content> content = journal.read();
            journal.releaseSpare();
            Optional<String> result = content.isEmpty() ? Optional.empty() : Optional.of(recover(content.get()));
            journal.remove();
            tidy(lock);
            return result;
        }
    }

    private String recover(Journal.Content content) throws IOException, NodeException {
        String name = "mck " + content.operation();
        if (content.finished()) {
            return name + " was complete; nothing to undo";
        }
        if (content.operation().equals(SHUTDOWN)) {
            for (Step step : shutdownPlan().steps()) {
                step.action().apply();
            }
            return name + " finished";
        }
        if (undo.finish()) {
            return name + " finished: its file is whole";
        }
        check(content);
        for (Journal.Intent intent : content.intents().reversed()) {
            undo.undo(intent.before());
        }
        return name + " undone, from " + content.where();
    }

    /** What the journal does not name must be what it was; else undoing would make a state that never was. */
    private void check(Journal.Content content) throws IOException {
        Set<String> known = new HashSet<>();
        for (Journal.Intent intent : content.intents()) {
            if (!OutputFile.owns(intent.before())) {
                known.add(SimState.fileOf(intent.before())
                        .orElseThrow(() -> journal.inconsistent("step " + intent.step() + " changes no file of it")));
            }
        }
        List<String> changed = state.unexplained(content.state(), known);
        if (!changed.isEmpty()) {
            throw journal.inconsistent(
                    "%s has changed since, and no line says so".formatted(String.join(" and ", changed)));
        }
    }

    private void run(Plan plan) throws IOException, NodeException {
        new PlanRunner(journal, state::tell, undo, settings.probe()).run(plan);
    }

    /** Locks for a change, and refuses one on top of an interrupted one. */
    private StateLock change() throws IOException, NodeException {
        StateLock lock = StateLock.exclusive(directory, settings.patience());
        try {
            Optional<Journal.Content> content = journal.read();
            if (content.isPresent()) {
                throw new NodeException(
                        Errno.EBUSY,
                        "mck %s was interrupted at %s; mck recover finishes or undoes it"
                                .formatted(
                                        content.get().operation(), content.get().where()));
            }
            return lock;
        } catch (IOException | NodeException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** No state, no directory: an instance that is gone leaves nothing behind. */
    private void tidy(StateLock lock) throws IOException {
        if (directory.exists() && state.machine().isEmpty() && journal.read().isEmpty()) {
            state.removePartialFiles();
            lock.removeDirectory();
        }
    }

    /** Holds changes back while something is looked at. */
    private interface Locked extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    private Locked look() throws IOException {
        if (!directory.exists()) {
            return () -> {};
        }
        Optional<StateLock> lock = StateLock.shared(directory, settings.patience());
        return lock.isPresent() ? lock.get()::close : () -> {};
    }
}
