package org.mckernel.lifecycle.demo;

import org.mckernel.lifecycle.cli.Nodes;

/** The programs that a user starts from a shell. */
@FunctionalInterface
public interface Programs {
    /**
     * Runs one in this process, with this process's standard streams.
     *
     * @param program {@code mck}, {@code vmcore2mckdump} or {@code eclair}
     * @param nodes chooses the node of a command that works on one
     * @return the exit code
     */
    int run(String program, Nodes nodes, String... arguments);
}
