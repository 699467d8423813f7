/**
 * The encoding of debug sections: units, abbreviations, forms, entries (DWARF 5, 7.5).
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.unit.DwarfUnits}; a {@link org.mckernel.dump.dwarf.unit.Die} is one
 * entry.
 */
package org.mckernel.dump.dwarf.unit;
