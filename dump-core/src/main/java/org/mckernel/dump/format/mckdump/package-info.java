/**
 * McKernel dumps as IHK and its offline converter write them since 2015, in every variant.
 *
 * <p>{@link org.mckernel.dump.format.mckdump.MckdumpFormat} opens one as a {@link
 * org.mckernel.dump.format.mckdump.Mckdump}: memory, and the few other facts in the file (which ones depends on the
 * {@link org.mckernel.dump.format.mckdump.MckdumpVariant}). The container is an ELF object whose sections are {@code
 * physmem<i>}, one for each chunk in {@code physchunks}.
 */
package org.mckernel.dump.format.mckdump;
