/**
 * Line tables (DWARF 5, 6.2).
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.line.LineTable}.
 */
package org.mckernel.dump.dwarf.line;
