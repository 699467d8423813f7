/**
 * State on disk that survives a kill at any moment: whole files with checksums, a lock, and a journal that is written
 * before the change that it describes.
 *
 * <p>Begin with {@link org.mckernel.lifecycle.journal.Journal}; {@link org.mckernel.lifecycle.journal.StateDirectory}
 * holds the files.
 */
package org.mckernel.lifecycle.journal;
