/**
 * How one page of a kdump-compressed file is stored: uncompressed, or as a zlib stream, LZO1X data, a snappy block or a
 * zstd frame. Pages of one file may be stored in different ways.
 *
 * <p>Start at {@link org.mckernel.dump.format.kdump.codec.PageCodec}: it selects the codec by a page descriptor's
 * flags, and each codec decodes stored bytes to exactly one page or reports failure. Codecs keep their working state
 * per thread.
 */
package org.mckernel.dump.format.kdump.codec;
