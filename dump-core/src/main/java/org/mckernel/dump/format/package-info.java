/**
 * Dump files: recognised by content, opened as a {@link org.mckernel.dump.format.Dump}.
 *
 * <p>Each format lives in a sub-package behind a {@link org.mckernel.dump.format.DumpFormat};
 * {@code org.mckernel.dump.open.Dumps} knows which there are and in what order they are asked.
 */
package org.mckernel.dump.format;
