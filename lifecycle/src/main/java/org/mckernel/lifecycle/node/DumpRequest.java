package org.mckernel.lifecycle.node;

import java.nio.file.Path;

/**
 * A dump that McKernel makes of itself.
 *
 * @param file where to; never replaced without {@code force}
 * @param level 0 for all memory, 24 for what the kernel uses
 * @param interactive whether only the chunk table is written, for an analyser that reads the living memory
 * @param force whether an existing file may be replaced
 */
public record DumpRequest(Path file, int level, boolean interactive, boolean force) {}
