/**
 * The command {@code vmcore2mckdump}: options in, one line for each fact out.
 *
 * <p>Begin with {@link org.mckernel.converter.cli.Vmcore2Mckdump}.
 */
package org.mckernel.converter.cli;
