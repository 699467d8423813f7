package org.mckernel.lifecycle.node;

import java.io.IOException;
import java.util.List;

/** A node on whose instance programs run. */
public non-sealed interface ProgramNode extends Node {
    /**
     * Runs a program on the instance and waits for it; it has this program's standard streams.
     *
     * @return its exit status; 128 plus the signal's number if a signal ended it
     */
    int run(List<String> command) throws IOException, NodeException;
}
