package org.mckernel.dump.address;

import org.mckernel.dump.memory.AbsentMemoryException;

/** A mapping of virtual to physical addresses. */
public interface AddressSpace {
    /**
     * Translates one address.
     *
     * @throws UnmappedAddressException when it is not mapped
     * @throws AbsentMemoryException when a page table of the walk is not in the dump
     */
    Translation translate(long virtual) throws UnmappedAddressException, AbsentMemoryException;

    /**
     * A translated address.
     *
     * @param physical where it is
     * @param contiguous how many bytes from there on are mapped contiguously (to the end of the page or range)
     */
    record Translation(long physical, long contiguous) {}
}
