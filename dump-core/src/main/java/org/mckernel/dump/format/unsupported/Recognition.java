package org.mckernel.dump.format.unsupported;

/**
 * The kind of a file that is not supported.
 *
 * @param name what it is, beginning in lower case unless a name, for example {@code gzip-compressed file}
 * @param advice what to do, as one clause
 */
public record Recognition(String name, String advice) {}
