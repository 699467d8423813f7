/**
 * Writes a process as an ELF core file: {@link org.mckernel.eclair.processcore.ProcessPages} walks its memory,
 * {@link org.mckernel.eclair.processcore.CoreNotes} describes its threads and files, and
 * {@link org.mckernel.eclair.processcore.ProcessCore} writes both, page by page.
 */
package org.mckernel.eclair.processcore;
