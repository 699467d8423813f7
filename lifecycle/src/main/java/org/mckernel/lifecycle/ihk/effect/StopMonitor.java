package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.NodeException;

/** Ends a monitor that runs, which has other options or watches an instance that is about to go. */
public record StopMonitor(NodeContext context) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("monitor-stop", StopMonitor::undo);

    /** It writes out what it has buffered. */
    public static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    /** Number and start, and the arguments, of each that runs, a line each. */
    @Override
    public String saved() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Processes.Running monitor : context.processes().named(Installation.MONITOR)) {
            List<String> words =
                    Arrays.asList(commandLine(context, monitor.pid()).split("\0"));
            text.append(monitor.pid()).append(' ').append(monitor.started());
            words.stream().skip(1).forEach(w -> text.append(' ').append(URLEncoder.encode(w, StandardCharsets.UTF_8)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String commandLine(NodeContext context, int pid) throws IOException {
        return context.processes().find(pid).isEmpty() ? "" : context.host().read("/proc/" + pid + "/cmdline");
    }

    @Override
    public void apply() throws IOException {
        for (Processes.Running monitor : context.processes().named(Installation.MONITOR)) {
            context.processes().end(monitor, LIMIT);
        }
    }

    static void undo(NodeContext context, String saved) throws IOException, NodeException {
        if (!context.processes().named(Installation.MONITOR).isEmpty()) {
            return;
        }
        for (String line : saved.lines().toList()) {
            String[] words = line.split(" ", -1);
            List<String> arguments = Arrays.stream(words)
                    .skip(2)
                    .map(w -> URLDecoder.decode(w, StandardCharsets.UTF_8))
                    .toList();
            Processes.Running started = StartMonitor.start(context, arguments);
            BootRecord record = BootRecord.read(context.state());
            if (record.monitor().isPresent()
                    && words[0].equals(Long.toString(record.monitor().get()[0]))
                    && words[1].equals(Long.toString(record.monitor().get()[1]))) {
                record.keepMonitor(started.pid(), started.started()); // else no shutdown would end it
                context.state().write(BootRecord.NAME, Optional.of(record.text()));
            }
        }
    }
}
