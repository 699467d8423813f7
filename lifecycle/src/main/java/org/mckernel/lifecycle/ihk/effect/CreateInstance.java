package org.mckernel.lifecycle.ihk.effect;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.ihk.context.IhkResources;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.ihk.context.OsInstance;
import org.mckernel.lifecycle.ihk.context.Poller;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** Creates the instance. Destroying it releases all that was assigned to it. */
public record CreateInstance(NodeContext context) implements ReversibleStep {
    static final EffectKind KIND = new EffectKind("instance", CreateInstance::undo);

    private static final Duration APPEARS = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(20);

    @Override
    public EffectKind kind() {
        return KIND;
    }

    @Override
    public String saved() throws IOException, NodeException {
        return context.driver().osInstances().stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    @Override
    public void apply() throws IOException, NodeException {
        int os = context.driver().createOs();
        if (os != OsInstance.INDEX) {
            throw new NodeException(
                    Errno.EBUSY, "IHK made OS instance %d, expected %d".formatted(os, OsInstance.INDEX));
        }
        Poller.until(
                APPEARS,
                PAUSE,
                OsInstance.device(os) + " does not appear",
                () -> Files.exists(context.host().path(OsInstance.device(os))));
    }

    static void undo(NodeContext context, String saved) throws IOException, NodeException {
        if (!IhkResources.possible(context)) {
            return;
        }
        List<String> before = Arrays.asList(saved.split(" "));
        for (int os : context.driver().osInstances()) {
            if (!before.contains(Integer.toString(os))) {
                OsInstance.destroy(context, os);
            }
        }
    }
}
