package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.host.ProcessResult;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Starts IHK's monitor, which copies the log and looks for hangs. It must run before an instance is made, or never sees
 * it.
 */
public record StartMonitor(NodeContext context, BootRecord record, List<String> arguments) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("monitor-start", StartMonitor::undo);

    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration APPEARS = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    /** Monitors that already run: they are kept. */
    @Override
    public String saved() throws IOException {
        return context.processes().named(Installation.MONITOR).stream()
                .map(p -> p.pid() + "/" + p.started())
                .collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        Processes.Running started = start(context, arguments);
        record.keepMonitor(started.pid(), started.started());
    }

    /** Starts one, and waits until it exists: it reports no errors once it is in the background. */
    static Processes.Running start(NodeContext context, List<String> arguments) throws IOException, NodeException {
        List<Processes.Running> before = context.processes().named(Installation.MONITOR);
        String program = context.installation().sbin(Installation.MONITOR);
        ProcessResult finished = context.host().run(START, program, arguments);
        if (!finished.succeeded()) {
            throw new FileSystemException(program, null, finished.reason());
        }
        List<Processes.Running> now = new ArrayList<>();
        Poller.until(APPEARS, PAUSE, "%s does not run".formatted(Installation.MONITOR), () -> {
            now.addAll(context.processes().named(Installation.MONITOR));
            now.removeAll(before);
            return !now.isEmpty();
        });
        return now.getFirst();
    }

    static void undo(NodeContext context, String saved) throws IOException {
        List<String> before = Arrays.asList(saved.split(" "));
        for (Processes.Running monitor : context.processes().named(Installation.MONITOR)) {
            if (!before.contains(monitor.pid() + "/" + monitor.started())) {
                context.processes().end(monitor, StopMonitor.LIMIT);
            }
        }
    }
}
