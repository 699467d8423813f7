package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.host.Finished;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.ihk.context.Waiting;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Starts IHK's monitor, which copies the log and looks for hangs. It must run before an instance is made, or never sees
 * it.
 */
public record StartMonitor(Site site, BootRecord record, List<String> arguments) implements Effect {
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration APPEARS = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    @Override
    public Kind kind() {
        return Kind.MONITOR_START;
    }

    /** Monitors that run already: they stay. */
    @Override
    public String saved() throws IOException {
        return site.processes().named(Installation.MONITOR).stream()
                .map(p -> p.pid() + "/" + p.started())
                .collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        Processes.Running started = start(site, arguments);
        record.keepMonitor(started.pid(), started.started());
    }

    /** Starts one, and waits until it is there: it says nothing about errors after it has gone to the background. */
    static Processes.Running start(Site site, List<String> arguments) throws IOException, NodeException {
        List<Processes.Running> before = site.processes().named(Installation.MONITOR);
        String program = site.installation().sbin(Installation.MONITOR);
        Finished finished = site.host().run(START, program, arguments);
        if (!finished.well()) {
            throw new FileSystemException(program, null, finished.reason());
        }
        List<Processes.Running> now = new ArrayList<>();
        Waiting.until(APPEARS, PAUSE, "%s does not run".formatted(Installation.MONITOR), () -> {
            now.addAll(site.processes().named(Installation.MONITOR));
            now.removeAll(before);
            return !now.isEmpty();
        });
        return now.getFirst();
    }

    static void undo(Site site, String saved) throws IOException {
        List<String> before = Arrays.asList(saved.split(" "));
        for (Processes.Running monitor : site.processes().named(Installation.MONITOR)) {
            if (!before.contains(monitor.pid() + "/" + monitor.started())) {
                site.processes().end(monitor, StopMonitor.LIMIT);
            }
        }
    }
}
