package org.mckernel.lifecycle.driver;

/**
 * A range of memory that IHK holds. IHK reports neither its address nor an identity.
 *
 * @param bytes its size
 * @param node its NUMA node
 */
public record MemoryChunk(long bytes, int node) {}
