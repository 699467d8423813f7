/**
 * kdump-compressed files as makedumpfile and QEMU write them, and the old diskdump: a header, one or two page bitmaps,
 * a table with one descriptor per dumped page, and the pages, each compressed separately.
 *
 * <p>{@link org.mckernel.dump.format.kdump.KdumpFormat} recognises and opens them, including sets of split files.
 * Inside, {@code KdumpHeader} reads the headers; a {@code KdumpPart} is one file with its {@code PageBitmap}s and the
 * {@code RankIndex} that maps a page frame number to an index in the descriptor table; {@code KdumpMemory} reads from
 * all parts, with a small {@code PageCache} for reads of less than a page.
 */
package org.mckernel.dump.format.kdump;
