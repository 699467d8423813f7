package org.mckernel.lifecycle.node;

import java.nio.file.Path;

/**
 * A panic of Linux.
 *
 * @param file where the vmcore goes; never replaced without {@code force}
 * @param fault what happens in McKernel before
 * @param format the vmcore's form
 * @param force whether an existing file may be replaced
 */
public record PanicRequest(Path file, Fault fault, VmcoreFormat format, boolean force) {}
