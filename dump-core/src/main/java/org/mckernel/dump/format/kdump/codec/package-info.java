/**
 * How one page of a kdump-compressed file is stored: as it is, or as a zlib stream, LZO1X data, a snappy block or a
 * zstd frame. Pages of one file may be stored in different ways.
 *
 * <p>Start at {@link org.mckernel.dump.format.kdump.codec.PageCodec}: it picks the codec by a page descriptor's flags,
 * and each codec turns stored bytes into exactly one page or says that it cannot. Codecs keep their working state per
 * thread.
 */
package org.mckernel.dump.format.kdump.codec;
