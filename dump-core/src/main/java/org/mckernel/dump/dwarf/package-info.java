/**
 * Queries on debug information (DWARF 2 to 5, 32- and 64-bit form), which is read lazily from the mapped image.
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.DebugInfo}: lines, functions, inlined calls, variables of a frame. Below
 * it, each in a separate package: {@code unit} (sections, units, forms, entries), {@code line}, {@code cfi} (call-frame
 * information), {@code expr} (expressions, which alone need memory and registers), {@code index} (names, structures).
 * Everything is bounded; an error is a {@link org.mckernel.dump.bytes.MalformedFileException} that names section and
 * offset.
 */
package org.mckernel.dump.dwarf;
