/**
 * Linux's own symbol table in its memory, in all versions and address forms.
 *
 * <p>Begin with {@link org.mckernel.dump.linux.kallsyms.Kallsyms}; {@link
 * org.mckernel.dump.linux.kallsyms.KallsymsSearch} finds the table where no symbol names it.
 */
package org.mckernel.dump.linux.kallsyms;
