/**
 * Debug information that no compiler made.
 *
 * <p>Begin with {@link org.mckernel.testdumps.dwarf.DwarfBuilder}, which turns a tree of
 * {@link org.mckernel.testdumps.dwarf.Entry entries} into sections;
 * {@link org.mckernel.testdumps.dwarf.SectionFileWriter} puts sections into an ELF file.
 */
package org.mckernel.testdumps.dwarf;
