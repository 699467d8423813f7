package org.mckernel.dump.format.unsupported;

/**
 * What a file is that is not read.
 *
 * @param name what it is, beginning in lower case unless a name, for example {@code gzip-compressed file}
 * @param advice what to do, as one clause
 */
public record Recognition(String name, String advice) {}
