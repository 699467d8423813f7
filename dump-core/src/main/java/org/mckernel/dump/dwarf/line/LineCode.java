package org.mckernel.dump.dwarf.line;

/**
 * Instructions that belong to a source line.
 *
 * @param start address of the first
 * @param end one past the last
 */
public record LineCode(SourceLine line, long start, long end) {}
