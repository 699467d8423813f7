/**
 * From a Linux vmcore to an mckdump: {@link org.mckernel.converter.Conversion} converts, {@code cli} is the command
 * line.
 */
package org.mckernel.converter;
