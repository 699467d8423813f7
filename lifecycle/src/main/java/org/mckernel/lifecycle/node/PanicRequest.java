package org.mckernel.lifecycle.node;

import java.nio.file.Path;

/**
 * A panic of Linux.
 *
 * @param file where the vmcore goes; never replaced without {@code force}
 * @param fault what happened in McKernel before, by name
 * @param format the vmcore's form
 * @param force whether an existing file may be replaced
 */
public record PanicRequest(Path file, String fault, VmcoreForm format, boolean force) {}
