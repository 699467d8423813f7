package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.host.Processes;

/** Ends a monitor that runs, which has other options or watches an instance that is about to go. */
record StopMonitor(Site site) implements Effect {
    static final String PROGRAM = "ihkmond";
    /** It writes out what it has buffered. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    @Override
    public Kind kind() {
        return Kind.MONITOR_STOP;
    }

    /** The arguments of each that runs, a line each. */
    @Override
    public String saved() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Processes.Running monitor : site.processes().named(PROGRAM)) {
            List<String> words = Arrays.asList(commandLine(site, monitor.pid()).split("\0"));
            text.append(words.stream().skip(1).map(w -> URLEncoder.encode(w, StandardCharsets.UTF_8))
                    .collect(Collectors.joining(" "))).append('\n');
        }
        return text.toString();
    }

    private static String commandLine(Site site, int pid) throws IOException {
        return site.processes().find(pid).isEmpty() ? "" : site.host().read("/proc/" + pid + "/cmdline");
    }

    @Override
    public void apply() throws IOException {
        for (Processes.Running monitor : site.processes().named(PROGRAM)) {
            site.processes().end(monitor, LIMIT);
        }
    }

    static void undo(Site site, String saved) throws IOException {
        if (!site.processes().named(PROGRAM).isEmpty()) {
            return;
        }
        for (String line : saved.lines().toList()) {
            List<String> arguments = new ArrayList<>();
            for (String word : line.isEmpty() ? new String[0] : line.split(" ")) {
                arguments.add(URLDecoder.decode(word, StandardCharsets.UTF_8));
            }
            StartMonitor.start(site, arguments);
        }
    }
}
