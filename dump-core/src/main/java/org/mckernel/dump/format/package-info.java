/**
 * Dump files: recognised by content, opened as a {@link org.mckernel.dump.format.Dump}.
 *
 * <p>Each format has a sub-package with a {@link org.mckernel.dump.format.DumpFormat}; {@code
 * org.mckernel.dump.open.Dumps} lists all formats and the order in which they are tried.
 */
package org.mckernel.dump.format;
