package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.ihk.effect.ReversibleStep;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;

/** Boots, and waits until programs can run. Destroying the instance ends it. */
final class BootInstance {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private BootInstance() {}

    static ReversibleStep effect(NodeContext context, BootRecord record, Clock clock) {
        return ReversibleStep.plain(() -> {
            context.driver().boot(OsInstance.INDEX);
            record.keepBootTime(clock.instant().getEpochSecond());
        });
    }

    static ReversibleStep await(NodeContext context) {
        return ReversibleStep.plain(() -> {
            Duration patience = context.installation().patience();
            OsStatus[] last = {OsStatus.BOOTING};
            try {
                Poller.until(patience, PAUSE, "OS instance 0 is not RUNNING", () -> running(context, last));
            } catch (NodeException e) {
                if (e.errno() != Errno.ETIMEDOUT) {
                    throw e;
                }
                throw new NodeException(
                        Errno.ETIMEDOUT,
                        "OS instance 0 is still %s after %d s%s; running-timeout in %s waits longer"
                                .formatted(
                                        last[0].userName(),
                                        patience.toSeconds(),
                                        lastLine(context),
                                        Installation.FILE));
            }
        });
    }

    private static boolean running(NodeContext context, OsStatus[] last) throws IOException, NodeException {
        try {
            last[0] = context.driver().status(OsInstance.INDEX);
        } catch (NodeException e) {
            if (e.errno() == Errno.ENOSYS) {
                return false; // its monitor area does not exist yet
            }
            throw e;
        }
        if (last[0] == OsStatus.FAILED || last[0] == OsStatus.HUNGUP) {
            throw new NodeException(
                    Errno.EIO,
                    "OS instance 0 went to %s while booting%s".formatted(last[0].userName(), lastLine(context)));
        }
        return last[0] == OsStatus.RUNNING;
    }

    /** Its last log line, which is lost when the instance is destroyed. */
    private static String lastLine(NodeContext context) {
        try {
            return context.driver()
                    .kernelLog(OsInstance.INDEX)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .reduce((_, b) -> b)
                    .map(l -> "; last log line: " + l.strip())
                    .orElse("");
        } catch (IOException | NodeException e) {
            return "; its log cannot be read";
        }
    }
}
