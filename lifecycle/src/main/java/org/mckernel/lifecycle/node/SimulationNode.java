package org.mckernel.lifecycle.node;

import java.io.IOException;

/** A node that models an instance: its workloads and panics are made up, its dumps are real files. */
public non-sealed interface SimulationNode extends Node {
    /** Starts {@code processes} times {@code workload}, each with {@code threads} threads. */
    void start(Workload workload, int processes, int threads) throws IOException, NodeException;

    /** Makes Linux panic while the instance exists, and writes Linux's vmcore. */
    void panic(PanicRequest request) throws IOException, NodeException;
}
