/**
 * The front door: files in, {@link org.mckernel.dump.format.Dump} out.
 *
 * <p>{@link org.mckernel.dump.open.Dumps} is the one place that knows all formats.
 */
package org.mckernel.dump.open;
