package org.mckernel.lifecycle.driver;

/**
 * A run of memory that IHK holds. IHK tells neither its address nor an identity.
 *
 * @param bytes its size
 * @param node its NUMA node
 */
public record MemoryChunk(long bytes, int node) {}
