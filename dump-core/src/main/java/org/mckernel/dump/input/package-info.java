/**
 * Makes inputs mappable: standard input, and files compressed with gzip, xz, bzip2 or zstd.
 *
 * <p>Begin with {@link org.mckernel.dump.input.InputFiles}.
 */
package org.mckernel.dump.input;
