/**
 * From a Linux vmcore to an mckdump: {@link org.mckernel.converter.Conversion} is the way from one to the other,
 * {@code cli} the command around it.
 */
package org.mckernel.converter;
