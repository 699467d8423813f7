/**
 * Positional 64-bit reads of files: no cursor, no {@code int} offsets.
 *
 * <p>Start at {@link org.mckernel.dump.bytes.ByteSource}. A {@link org.mckernel.dump.bytes.MappedFile} is a whole file
 * in one mapping. Every violation of a format is a {@link org.mckernel.dump.bytes.MalformedFileException}, which says
 * what was expected where.
 */
package org.mckernel.dump.bytes;
