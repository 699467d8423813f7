/**
 * Debug information by name: structures, members, variables, functions.
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.index.DieNameIndex}, and with {@link
 * org.mckernel.dump.dwarf.index.StructLayouts} for offsets of members.
 */
package org.mckernel.dump.dwarf.index;
