/**
 * Debug information that no compiler made: {@link org.mckernel.testdumps.dwarf.DwarfBuilder} turns a tree of
 * {@link org.mckernel.testdumps.dwarf.Entry entries} into sections, and
 * {@link org.mckernel.testdumps.dwarf.SectionFileWriter} puts sections into an ELF file.
 */
package org.mckernel.testdumps.dwarf;
