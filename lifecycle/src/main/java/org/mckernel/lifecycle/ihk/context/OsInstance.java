package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.host.Processes;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** Destroys instances. IHK refuses while any program has the instance's device open, which may change at any moment. */
public final class OsInstance {
    /** The one instance that a node has. */
    public static final int INDEX = 0;

    /** Exists from an instance's boot to its end. */
    private static final String LWK_PROC = "/proc/mcos0";

    public static final int ATTEMPTS = 5;
    static final Duration PAUSE = Duration.ofMillis(250);
    private static final int NAMED = 5;

    private OsInstance() {}

    /** Destroys one; the last answer counts. */
    public static void destroy(NodeContext context, int os) throws IOException, NodeException {
        for (int attempt = 1; ; attempt++) {
            try {
                context.driver().destroyOs(os);
                return;
            } catch (NodeException e) {
                if (e.errno() != Errno.EBUSY) {
                    throw e;
                }
                if (attempt == ATTEMPTS) {
                    throw busy(context, os);
                }
                Poller.pause(PAUSE);
            }
        }
    }

    /** Refuses if a process other than the monitor holds an instance. */
    public static void checkFree(NodeContext context, int os) throws IOException, NodeException {
        List<Processes.Running> holders = context.processes().holders(device(os));
        holders.removeIf(h -> h.comm().equals(Installation.MONITOR));
        if (!holders.isEmpty()) {
            throw busy(os, holders);
        }
    }

    private static NodeException busy(NodeContext context, int os) throws IOException {
        return busy(os, context.processes().holders(device(os)));
    }

    private static NodeException busy(int os, List<Processes.Running> holders) {
        String who = holders.isEmpty()
                ? "a process that is not visible here"
                : holders.stream()
                                .limit(NAMED)
                                .map(h -> "%s (%d)".formatted(h.comm(), h.pid()))
                                .collect(Collectors.joining(", "))
                        + (holders.size() > NAMED ? " and %d more".formatted(holders.size() - NAMED) : "");
        return new NodeException(Errno.EBUSY, "OS instance %d is held by %s; end that first".formatted(os, who));
    }

    /** Whether instance 0 has been booted, as far as is known without a request to IHK. */
    public static boolean booted(NodeContext context, BootRecord record) {
        boolean there = Files.exists(context.host().path(device(INDEX)));
        return there && (record.bootTime() != 0 || Files.exists(context.host().path(LWK_PROC)));
    }

    public static String device(int os) {
        return "/dev/mcos" + os;
    }
}
