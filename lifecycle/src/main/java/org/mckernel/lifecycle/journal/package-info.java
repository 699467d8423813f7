/**
 * State on disk that survives a kill at any moment: whole files with checksums, a lock, and a journal that is written
 * ahead of what it describes.
 */
package org.mckernel.lifecycle.journal;
