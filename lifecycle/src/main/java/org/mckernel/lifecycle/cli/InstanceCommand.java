package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.request.RequestException;
import picocli.CommandLine.Option;

/** A command on an instance that is there; a node has instance 0 only. */
abstract class InstanceCommand extends NodeCommand {
    @Option(
            names = {"-O", "--os-index"},
            paramLabel = "INDEX",
            description = "Which OS instance; there is 0 only.",
            defaultValue = "0")
    private long index;

    abstract int runOnInstance(Node node) throws IOException, NodeException, RequestException, UsageException;

    @Override
    final int run(Node node) throws IOException, NodeException, RequestException, UsageException {
        if (index != 0) {
            throw new NodeException(
                    Errno.ENOENT, "there is no OS instance %d; a node has instance 0 only".formatted(index));
        }
        return runOnInstance(node);
    }
}
