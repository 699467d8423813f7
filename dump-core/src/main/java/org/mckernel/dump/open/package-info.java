/**
 * Entry point: opens files as a {@link org.mckernel.dump.format.Dump}.
 *
 * <p>{@link org.mckernel.dump.open.Dumps} is the only class that knows all formats.
 */
package org.mckernel.dump.open;
