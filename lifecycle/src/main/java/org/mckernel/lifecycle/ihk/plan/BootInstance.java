package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.mckernel.lifecycle.ihk.context.BootRecord;
import org.mckernel.lifecycle.ihk.context.Destruction;
import org.mckernel.lifecycle.ihk.context.Installation;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.ihk.context.Waiting;
import org.mckernel.lifecycle.ihk.effect.Effect;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OsStatus;

/** Boots, and waits until programs can run. Destroying the instance ends it. */
final class BootInstance {
    private static final Duration PAUSE = Duration.ofMillis(100);

    private BootInstance() {}

    static Effect effect(Site site, BootRecord record, Clock clock) {
        return Effect.plain(() -> {
            site.driver().boot(Destruction.INSTANCE);
            record.keepBootTime(clock.instant().getEpochSecond());
        });
    }

    static Effect await(Site site) {
        return Effect.plain(() -> {
            Duration patience = site.installation().patience();
            OsStatus[] last = {OsStatus.BOOTING};
            try {
                Waiting.until(patience, PAUSE, "OS instance 0 is not RUNNING", () -> running(site, last));
            } catch (NodeException e) {
                if (e.errno() != Errno.ETIMEDOUT) {
                    throw e;
                }
                throw new NodeException(
                        Errno.ETIMEDOUT,
                        "OS instance 0 is still %s after %d s%s; running-timeout in %s waits longer"
                                .formatted(
                                        last[0].userName(), patience.toSeconds(), lastLine(site), Installation.FILE));
            }
        });
    }

    private static boolean running(Site site, OsStatus[] last) throws IOException, NodeException {
        try {
            last[0] = site.driver().status(Destruction.INSTANCE);
        } catch (NodeException e) {
            if (e.errno() == Errno.ENOSYS) {
                return false; // its monitor area is not there yet
            }
            throw e;
        }
        if (last[0] == OsStatus.FAILED || last[0] == OsStatus.HUNGUP) {
            throw new NodeException(
                    Errno.EIO,
                    "OS instance 0 went to %s while it was to boot%s".formatted(last[0].userName(), lastLine(site)));
        }
        return last[0] == OsStatus.RUNNING;
    }

    /** What it said last, for it will be gone soon. */
    private static String lastLine(Site site) {
        try {
            return site.driver()
                    .kernelLog(Destruction.INSTANCE)
                    .lines()
                    .filter(l -> !l.isBlank())
                    .reduce((_, b) -> b)
                    .map(l -> "; its last line: " + l.strip())
                    .orElse("");
        } catch (IOException | NodeException e) {
            return "; its log cannot be read";
        }
    }
}
