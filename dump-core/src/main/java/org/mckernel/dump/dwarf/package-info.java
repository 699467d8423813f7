/**
 * Debug information (DWARF 2 to 5, 32- and 64-bit form), read lazily from the mapped image.
 *
 * <p>From the bytes up: {@link org.mckernel.dump.dwarf.DwarfSections} finds the sections;
 * {@link org.mckernel.dump.dwarf.DwarfCursor} reads numbers from one of them;
 * {@link org.mckernel.dump.dwarf.DwarfUnits} lists the {@link org.mckernel.dump.dwarf.DwarfUnit units}; each unit has
 * {@link org.mckernel.dump.dwarf.Abbreviations} that say which attributes an entry has, in which
 * {@link org.mckernel.dump.dwarf.Form form}; a
 * {@link org.mckernel.dump.dwarf.Die} is one entry and gives {@link org.mckernel.dump.dwarf.AttributeValue values}.
 *
 * <p>What callers use: {@link org.mckernel.dump.dwarf.StructLayouts}, sizes and member offsets of structures by name.
 *
 * <p>Everything is bounded: an entry lies in its unit, a unit in its section, a chain of types is followed some steps
 * only. What is wrong is a {@link org.mckernel.dump.bytes.MalformedFileException} that names section and offset.
 */
package org.mckernel.dump.dwarf;
