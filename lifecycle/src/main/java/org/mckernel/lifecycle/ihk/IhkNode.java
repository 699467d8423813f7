package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mckernel.dump.output.PartialFile;
import org.mckernel.dump.result.ErrorLine;
import org.mckernel.lifecycle.driver.IhkDriver;
import org.mckernel.lifecycle.host.Host;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.plan.BootNotes;
import org.mckernel.lifecycle.ihk.plan.BootOptions;
import org.mckernel.lifecycle.ihk.plan.BootPlan;
import org.mckernel.lifecycle.ihk.plan.ImageFile;
import org.mckernel.lifecycle.ihk.plan.ShutdownPlan;
import org.mckernel.lifecycle.journal.Journal;
import org.mckernel.lifecycle.journal.StateDirectory;
import org.mckernel.lifecycle.journal.StateLock;
import org.mckernel.lifecycle.node.DumpRequest;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import org.mckernel.lifecycle.node.OsCommand;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.node.Plan;
import org.mckernel.lifecycle.node.PlanRunner;
import org.mckernel.lifecycle.node.ProgramNode;
import org.mckernel.lifecycle.node.Step;
import org.mckernel.lifecycle.request.BootRequest;
import org.mckernel.lifecycle.request.Owner;

/** A node with IHK, or one in a directory. It has device 0 and OS instance 0 only. */
public final class IhkNode implements ProgramNode {
    /** Where the journal and the boot record are: gone after Linux's next boot, like all that they describe. */
    public static final String STATE = "/run/mck";

    /** Destroying an instance that does not answer takes IHK most of a minute, unloading it as long again. */
    public static final Duration LONGEST_UNDOING = Duration.ofMinutes(5);

    /**
     * What differs between nodes.
     *
     * @param host the node's Linux
     * @param installation where IHK is
     * @param driver how IHK is asked
     * @param image McKernel's image, on this computer; empty: the installed one
     * @param state where journal and record are
     * @param owner who gets an instance's device if the request does not say; empty: root keeps it
     * @param wholeDevice whether the owner gets IHK's own device, too
     * @param probe sees every step
     * @param clock the time of boots
     * @param patience how long to wait for another command on the same node
     * @param notes takes notes for the user, one line each
     */
    public record Settings(
            Host host,
            Installation installation,
            IhkDriver driver,
            Optional<Path> image,
            Path state,
            Optional<Owner> owner,
            boolean wholeDevice,
            PlanRunner.Probe probe,
            Clock clock,
            Duration patience,
            Consumer<String> notes) {}

    private static final int COPIED = 1 << 20;

    private final Settings settings;
    private final StateDirectory directory;
    private final Journal journal;
    private final NodeContext context;
    private final StateAccess access;

    public IhkNode(Settings settings) {
        this.settings = settings;
        this.directory = new StateDirectory(settings.state(), BootRecord.ADVICE);
        this.journal = new Journal(directory);
        this.access = new StateAccess(directory, journal, settings.patience());
        this.context = new NodeContext(
                settings.host(), settings.installation(), settings.driver(), directory, settings.notes());
    }

    @Override
    public String banner() {
        return settings.host().isReal() ? "IHK's node" : "node in a directory";
    }

    @Override
    public Plan planBoot(BootRequest request) throws IOException, NodeException {
        return planBoot(request, settings.patience());
    }

    private Plan planBoot(BootRequest request, Duration wait) throws IOException, NodeException {
        try (StateAccess.Locked _ = access.look(wait)) {
            if (access.readable()) {
                return bootPlan(BootRecord.read(directory), request);
            }
            Plan plan = bootPlan(new BootRecord(), request);
            List<String> notes = new ArrayList<>(plan.notes());
            notes.add(access.unseen());
            return new Plan(plan.operation(), plan.steps(), notes);
        }
    }

    private Plan bootPlan(BootRecord record, BootRequest request) throws IOException, NodeException {
        Optional<Owner> owner = request.owner().or(settings::owner);
        return BootPlan.of(
                context,
                record,
                request,
                new BootOptions(settings.image(), owner, settings.wholeDevice()),
                settings.clock());
    }

    /** On top of a running instance it is a reboot, which keeps what is reserved. */
    @Override
    public NodeStatus boot(BootRequest request) throws IOException, NodeException {
        Privileges.check(settings.host());
        // What cannot be is refused before a directory is made for it; a boot at work is not waited for, only to boot
        // again.
        planBoot(request, Duration.ZERO);
        Optional<String> seen = record();
        try (StateLock lock = access.change()) {
            try {
                if (!record().equals(seen)) {
                    throw new NodeException(
                            Errno.EBUSY, "another mck command has just booted or shut down; see mck status");
                }
                bootNow(request);
            } finally {
                access.tidy(lock);
            }
            NodeStatus status = statusNow();
            if (status.status() != OsStatus.RUNNING) {
                throw new NodeException(Errno.EIO, "booted, but its state is unknown; see mck status");
            }
            return status;
        }
    }

    private Optional<String> record() throws IOException {
        return directory.exists() ? directory.read(BootRecord.NAME) : Optional.empty();
    }

    private void bootNow(BootRequest request) throws IOException, NodeException {
        BootRecord record = BootRecord.read(directory);
        Plan plan = bootPlan(record, request);
        plan.notes().stream().filter(n -> !n.startsWith(BootNotes.RISK)).forEach(context::note); // a plan shows it
        try {
            run(plan);
        } catch (IOException e) {
            throw record.lost().isEmpty() ? e : new IOException(ErrorLine.of(e) + record.lost(), e);
        } catch (NodeException e) {
            NodeException failure = new NodeException(
                    e.errno(), "%s; all changes were rolled back%s".formatted(e.getMessage(), record.lost()));
            failure.initCause(e);
            throw failure;
        }
    }

    @Override
    public Plan planShutdown() throws IOException, NodeException {
        try (StateAccess.Locked _ = access.look()) {
            return shutdownPlan();
        }
    }

    private Plan shutdownPlan() throws IOException, NodeException {
        boolean recorded = access.readable() && directory.read(BootRecord.NAME).isPresent();
        return ShutdownPlan.of(context, recorded ? trusted() : new BootRecord(), recorded);
    }

    /** Also continues one that was interrupted. */
    @Override
    public Optional<NodeStatus> shutdown() throws IOException, NodeException {
        Privileges.check(settings.host());
        if (!directory.exists() && shutdownPlan().steps().isEmpty()) {
            return Optional.empty();
        }
        try (StateLock lock = access.lock()) {
            try {
                access.refuseInterrupted(ShutdownPlan.OPERATION);
                if (journal.read().isPresent()) {
                    Recovery.awaitOrphans(context);
                    journal.remove();
                }
                NodeStatus before = NodeState.held(context, statusNow());
                Plan plan = shutdownPlan();
                if (plan.steps().isEmpty()) {
                    return Optional.empty();
                }
                run(plan);
                checkGone();
                return Optional.of(before);
            } finally {
                access.tidy(lock);
            }
        }
    }

    private void checkGone() throws IOException, NodeException {
        List<Step> left = shutdownPlan().steps();
        if (!left.isEmpty()) {
            throw new NodeException(
                    Errno.EBUSY,
                    "done, but not complete: %s; mck shutdown continues"
                            .formatted(left.stream().map(Step::name).collect(Collectors.joining(", "))));
        }
    }

    @Override
    public NodeStatus status() throws IOException {
        Optional<String> unseen = Optional.empty();
        try (StateAccess.Locked _ = access.look()) {
            if (access.readable()) {
                return statusNow();
            }
            unseen = Optional.of(access.unseen());
        }
        return NodeState.look(context, new BootRecord(), Optional.empty(), unseen);
    }

    private NodeStatus statusNow() throws IOException {
        Optional<String> interrupted =
                journal.read().map(c -> "mck %s was interrupted at %s".formatted(c.operation(), c.where()));
        return NodeState.look(context, trusted(), interrupted, Optional.empty());
    }

    /**
     * The record, of which nothing is believed about the instance that is there now if a command was interrupted: it
     * may be another one, and never booted.
     */
    private BootRecord trusted() throws IOException {
        BootRecord record = access.readable() ? BootRecord.read(directory) : new BootRecord();
        if (access.readable() && journal.read().isPresent()) {
            record.keepBootTime(0);
        }
        return record;
    }

    @Override
    public String kernelLog() throws IOException, NodeException {
        try (StateAccess.Locked _ = access.look()) {
            check(OsCommand.KMSG);
            return context.driver().kernelLog(OsInstance.INDEX);
        }
    }

    /** Asks IHK only of an instance that has been booted. */
    private void check(OsCommand command) throws IOException, NodeException {
        command.check(
                OsInstance.booted(context, trusted())
                        ? context.driver().status(OsInstance.INDEX)
                        : OsStatus.NOT_BOOTED);
    }

    @Override
    public int run(List<String> command) throws IOException, NodeException {
        check(OsCommand.RUN);
        return settings.host().runInForeground(settings.installation().mcexec(), command);
    }

    @Override
    public void dump(DumpRequest request) throws IOException, NodeException {
        if (!directory.exists()) {
            check(OsCommand.DUMP);
        }
        try (StateLock lock = access.change()) {
            try {
                check(OsCommand.DUMP);
                run(DumpPlan.of(context, request, journal::note));
                DumpPlan.saveLevel(context, request.level());
            } finally {
                access.tidy(lock);
            }
        }
    }

    @Override
    public void writeImage(Path file, boolean force) throws IOException, NodeException {
        Path image = settings.installation().imageFile(settings.host());
        ImageFile.check(image);
        try (PartialFile partial = PartialFile.create(file, force);
                FileChannel from = FileChannel.open(image)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPIED);
            for (long at = 0; from.read(buffer, at) > 0; buffer.clear()) {
                buffer.flip();
                int length = buffer.remaining();
                partial.write(buffer, at);
                at += length;
            }
            partial.publish(() -> {});
        }
    }

    @Override
    public Optional<String> recover() throws IOException, NodeException {
        if (!directory.exists()) {
            return Optional.empty();
        }
        Privileges.check(settings.host());
        try (StateLock lock = access.lock()) {
            try {
                return new Recovery(context, journal, undo()).recover(() -> run(shutdownPlan()));
            } finally {
                access.tidy(lock);
            }
        }
    }

    private IhkUndo undo() {
        return new IhkUndo(context, journal);
    }

    private void run(Plan plan) throws IOException, NodeException {
        new PlanRunner(journal, () -> "", undo(), settings.probe()).run(plan);
    }
}
