/**
 * kdump-compressed files as makedumpfile and QEMU write them, and the old diskdump: a header, one or two page bitmaps,
 * a table with one descriptor per dumped page, and the pages, each compressed by itself.
 *
 * <p>{@link org.mckernel.dump.format.kdump.KdumpFormat} recognises and opens them, a whole set of split files included.
 * Inside, {@code KdumpHeader} reads the headers; a {@code KdumpPart} is one file with its {@code PageBitmap}s and the
 * {@code RankIndex} that turns a page frame number into a place in the descriptor table; {@code KdumpMemory} answers
 * reads over all parts, with a small {@code PageCache} for reads of less than a page.
 */
package org.mckernel.dump.format.kdump;
