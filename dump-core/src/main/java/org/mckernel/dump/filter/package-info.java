/**
 * Selects the physical regions of a dump. {@link org.mckernel.dump.filter.RegionFilter} finds in the kernel's own
 * structures the pages that a dump of level 24 excludes: user pages ({@code UserPages}: process hash, page tables) and
 * free pages ({@code FreePages}: the allocator's trees). {@code PageMarks} collects them. A broken or absent structure
 * keeps more in the dump, never less, and is reported in a note.
 */
package org.mckernel.dump.filter;
