package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.ihk.context.Destruction;
import org.mckernel.lifecycle.ihk.context.Holdings;
import org.mckernel.lifecycle.ihk.context.Site;
import org.mckernel.lifecycle.ihk.context.Waiting;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** Creates the instance. Destroying it gives back all that was given to it. */
public record CreateInstance(Site site) implements Effect {
    private static final Duration APPEARS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    public Kind kind() {
        return Kind.INSTANCE;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return site.driver().osInstances().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        int os = site.driver().createOs();
        if (os != Destruction.INSTANCE) {
            throw new NodeException(
                    Errno.EBUSY, "IHK made OS instance %d, expected %d".formatted(os, Destruction.INSTANCE));
        }
        Waiting.until(
                APPEARS,
                PAUSE,
                Destruction.device(os) + " does not appear",
                () -> Files.exists(site.host().path(Destruction.device(os))));
    }

    static void undo(Site site, String saved) throws IOException, NodeException {
        if (!Holdings.possible(site)) {
            return;
        }
        List<String> before = Arrays.asList(saved.split(" "));
        for (int os : site.driver().osInstances()) {
            if (!before.contains(Integer.toString(os))) {
                Destruction.destroy(site, os);
            }
        }
    }
}
