/**
 * Writes a process as an ELF core file: {@link org.mckernel.eclair.processcore.ProcessPages} looks through its memory,
 * {@link org.mckernel.eclair.processcore.CoreNotes} tells of its threads and files, and
 * {@link org.mckernel.eclair.processcore.ProcessCore} writes both, page by page.
 */
package org.mckernel.eclair.processcore;
