package org.mckernel.dump.dwarf.index;

import org.mckernel.dump.dwarf.unit.Die;

/**
 * A definition in a source file.
 *
 * @param name its name
 * @param file that defines it, without its directory; for a base type the compiled file
 * @param line from 1; 0 for a base type
 * @param external true if other files can refer to it by name
 * @param die the entry
 */
public record NamedEntry(String name, String file, long line, boolean external, Die die) {}
