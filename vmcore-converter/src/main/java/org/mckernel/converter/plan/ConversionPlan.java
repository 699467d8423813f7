package org.mckernel.converter.plan;

import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/**
 * The chunks of a dump to be and the holes in them, from the vmcore's tables alone: no page is read. Immutable.
 *
 * @param chunks announced memory, in the order of the page set
 * @param holes the parts that are missing in the vmcore, in the same order
 * @param incompleteChunks chunks with at least one hole
 */
public record ConversionPlan(ChunkList chunks, HoleList holes, int incompleteChunks) {
    /**
     * Compares the announced chunks with the memory in the vmcore.
     *
     * @throws HoleList.TooManyHolesException when the result would not be a usable dump
     */
    public static ConversionPlan of(PhysicalMemory memory, ChunkList chunks) throws HoleList.TooManyHolesException {
        HoleList.Builder holes = new HoleList.Builder();
        int incomplete = 0;
        for (int i = 0; i < chunks.count(); i++) {
            long before = holes.totalBytes();
            addHoles(memory, chunks.address(i), chunks.size(i), holes);
            if (holes.totalBytes() != before) {
                incomplete++;
            }
        }
        return new ConversionPlan(chunks, holes.build(), incomplete);
    }

    private static void addHoles(PhysicalMemory memory, long start, long size, HoleList.Builder holes)
            throws HoleList.TooManyHolesException {
        for (long done = 0; done < size; ) {
            Extent extent = memory.extent(start + done, size - done);
            if (extent.presence() != Presence.PRESENT) {
                holes.add(start + done, extent.length(), extent.presence());
            }
            done += extent.length();
        }
    }

    /** Bytes of a range that are missing according to the vmcore's tables. */
    public static long missing(PhysicalMemory memory, long start, long size) {
        long missing = 0;
        for (long done = 0; done < size; ) {
            Extent extent = memory.extent(start + done, size - done);
            missing += extent.presence() == Presence.PRESENT ? 0 : extent.length();
            done += extent.length();
        }
        return missing;
    }

    /** Bytes announced. */
    public long announcedBytes() {
        return chunks.totalBytes();
    }

    /** Bytes announced that are present according to the vmcore's tables. */
    public long presentBytes() {
        return chunks.totalBytes() - holes.totalBytes();
    }
}
