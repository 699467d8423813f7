/**
 * Writing an mckdump: the container in libbfd's layout, filled in parallel, published completely or not at all.
 *
 * <p>{@link org.mckernel.converter.write.MckdumpLayout} decides where everything goes;
 * {@link org.mckernel.converter.write.MckdumpWriter} fills it; {@link org.mckernel.dump.output.PartialFile} is the file
 * until it is complete.
 */
package org.mckernel.converter.write;
