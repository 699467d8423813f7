package org.mckernel.dump.bytes;

/**
 * A contiguous range of bytes of a mapped file.
 *
 * @param file the file
 * @param offset where the run begins in it
 * @param length bytes, &gt; 0
 */
public record FileRun(MappedFile file, long offset, long length) {}
