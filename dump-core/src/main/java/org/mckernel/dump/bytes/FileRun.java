package org.mckernel.dump.bytes;

/**
 * Bytes as they lie in a mapped file.
 *
 * @param file the file
 * @param offset where the run begins in it
 * @param length bytes, &gt; 0
 */
public record FileRun(MappedFile file, long offset, long length) {}
