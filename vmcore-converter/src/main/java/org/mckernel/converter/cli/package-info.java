/** The command {@code vmcore2mckdump}: options in, one line per fact out. */
package org.mckernel.converter.cli;
