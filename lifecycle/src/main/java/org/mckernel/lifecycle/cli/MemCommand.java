package org.mckernel.lifecycle.cli;

import java.io.IOException;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.ExitCode;
import org.mckernel.lifecycle.node.Node;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.NodeStatus;
import picocli.CommandLine.Command;

/** {@code mck mem}. */
@Command(
        name = "mem",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpWidth = 100,
        description = "Lists McKernel's memory, by physical address.",
        footer = {"", ExitCode.HELP, "", "Example:", "  mck mem --json | jq '.memory[].bytes'"})
final class MemCommand extends InstanceCommand {
    @Override
    int runOnInstance(Node node) throws IOException, NodeException {
        NodeStatus status = node.status();
        if (json()) {
            System.out.println(StatusText.memoryJson(status));
            return ExitCode.COMPLETE;
        }
        System.out.println("start               end                 size      NUMA");
        for (NodeStatus.Chunk chunk : status.memory()) {
            System.out.println("%-18s  %-18s  %-8s  %4d"
                    .formatted(
                            address(chunk, 0),
                            address(chunk, chunk.size()),
                            ByteCount.text(chunk.size()),
                            chunk.node()));
        }
        return ExitCode.COMPLETE;
    }

    private static String address(NodeStatus.Chunk chunk, long offset) {
        return chunk.start().isPresent() ? "0x%016x".formatted(chunk.start().getAsLong() + offset) : "unknown";
    }
}
