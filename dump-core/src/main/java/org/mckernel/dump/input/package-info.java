/** Makes inputs mappable: standard input, and files compressed with gzip, xz, bzip2 or zstd. */
package org.mckernel.dump.input;
