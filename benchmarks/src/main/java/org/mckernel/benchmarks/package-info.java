/**
 * Benchmarks of the readers, each on inputs that it writes itself, and the inputs for {@code benchmarks/whole-process}.
 *
 * <p>Start with {@link org.mckernel.benchmarks.BenchmarkFiles}, which writes the files. The benchmarks go from inside
 * out: one page ({@code PageDecompression}), finding a page ({@code KdumpLookup}), small reads of every format
 * ({@code RandomReads}), and the list of McKernel's pages ({@code PageSetRuns}). {@code docs/benchmarks.md} holds
 * figures.
 */
package org.mckernel.benchmarks;
