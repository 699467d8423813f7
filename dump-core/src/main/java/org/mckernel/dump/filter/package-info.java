/**
 * Which physical regions belong in a dump. {@link org.mckernel.dump.filter.RegionFilter} finds in the kernel's own
 * structures what a dump of level 24 leaves out: pages of programs ({@code UserPages}: process hash, page tables) and
 * free pages ({@code FreePages}: the allocator's trees). {@code PageMarks} collects them. A structure that is broken or
 * absent leaves more in the dump, never less, and is named in a note.
 */
package org.mckernel.dump.filter;
