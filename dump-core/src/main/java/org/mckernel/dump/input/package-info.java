/**
 * What a command reads, made into files that can be mapped: standard input, and files as gzip, xz, bzip2 or zstd left
 * them.
 */
package org.mckernel.dump.input;
