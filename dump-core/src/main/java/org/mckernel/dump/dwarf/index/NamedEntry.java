package org.mckernel.dump.dwarf.index;

import org.mckernel.dump.dwarf.unit.Die;

/**
 * Something that a source file defines.
 *
 * @param name of it
 * @param file that defines it, without its folder; of a type of the language the file that was compiled
 * @param line from 1; 0 for a type of the language
 * @param external true if other files can refer to it by name
 * @param die the entry
 */
public record NamedEntry(String name, String file, long line, boolean external, Die die) {}
