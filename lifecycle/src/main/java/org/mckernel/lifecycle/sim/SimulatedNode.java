package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.output.PartialFile;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateLock;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsCommand;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.PanicRequest;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.node.SimulationNode;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.lifecycle.request.BootRequest;

/** A node that needs no IHK, no privileges and no reboot: its machine is a description, its instance a few files. */
public final class SimulatedNode implements SimulationNode {
    /**
     * What differs between nodes.
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
            return SimShutdownPlan.of(state);
        }
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
                run(SimShutdownPlan.of(state));
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
        return SimStatus.of(machine, state, journal);
    }

    @Override
    public String kernelLog() throws IOException, NodeException {
        try (Locked _ = look()) {
            return replay(instanceFor(OsCommand.KMSG)).kernelLog();
        }
    }

    @Override
    public void start(Workload workload, int processes, int threads) throws IOException, NodeException {
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
                                    "resume them",
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
                                    "resume all CPUs",
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
            Optional<String> result = content.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new SimRecovery(state, journal, undo).recover(content.get()));
            journal.remove();
            tidy(lock);
            return result;
        }
    }

    private void run(Plan plan) throws IOException, NodeException {
        new PlanRunner(journal, state::describe, undo, settings.probe()).run(plan);
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

    /** Removes the directory if no instance exists. */
    private void tidy(StateLock lock) throws IOException {
        if (directory.exists() && state.machine().isEmpty() && journal.read().isEmpty()) {
            state.removePartialFiles();
            lock.removeDirectory();
        }
    }

    /** Blocks changes while the state is read. */
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
