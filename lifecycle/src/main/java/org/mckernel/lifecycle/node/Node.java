package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.lifecycle.request.BootRequest;

/**
 * A computer that can have a McKernel instance: what every node can do. What depends on the kind of node is in
 * {@link ProgramNode} and {@link SimulationNode}. A method that changes something does so completely or not at all,
 * refuses while an interrupted change awaits {@link #recover}, and holds a lock against other commands meanwhile.
 */
public sealed interface Node permits ProgramNode, SimulationNode {
    /** What kind of node it is, in words. */
    String banner();

    /** What {@link #boot} would do, in order; nothing is changed. */
    Plan planBoot(BootRequest request) throws IOException, NodeException;

    /** Takes resources from Linux and boots an instance with them. */
    NodeStatus boot(BootRequest request) throws IOException, NodeException;

    /** What {@link #shutdown} would do, in order; nothing is changed. */
    Plan planShutdown() throws IOException, NodeException;

    /**
     * Ends the instance and returns everything to Linux.
     *
     * @return what there was; empty if there was nothing
     */
    Optional<NodeStatus> shutdown() throws IOException, NodeException;

    /** The current status; also while a change is interrupted. */
    NodeStatus status() throws IOException, NodeException;

    /** The kernel's log so far. */
    String kernelLog() throws IOException, NodeException;

    /** Stops the instance, writes its memory to a file, and resumes it. */
    void dump(DumpRequest request) throws IOException, NodeException;

    /** Writes the kernel's image, which analysers need together with a dump. */
    void writeImage(Path file, boolean force) throws IOException, NodeException;

    /**
     * Finishes or undoes exactly what a killed command left.
     *
     * @return what was done, in words; empty if there was nothing to do
     */
    Optional<String> recover() throws IOException, NodeException;
}
