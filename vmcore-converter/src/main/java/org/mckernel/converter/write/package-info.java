/**
 * Writing an mckdump: the container as libbfd lays it out, filled in parallel, published whole or not at all.
 *
 * <p>{@link org.mckernel.converter.write.MckdumpLayout} decides where everything goes;
 * {@link org.mckernel.converter.write.MckdumpWriter} fills it; {@link org.mckernel.dump.output.PartialFile} is the file
 * until it is whole.
 */
package org.mckernel.converter.write;
