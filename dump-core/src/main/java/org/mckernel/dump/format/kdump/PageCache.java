package org.mckernel.dump.format.kdump;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.memory.Presence;

/**
 * Recently decoded pages, for reads of less than a page. A page has exactly one slot, each slot its own lock; all slots
 * together hold at most {@link #CAPACITY} bytes. Failures are cached too, so that a corrupt page is decoded once.
 */
final class PageCache {
    /** Maximum bytes of page data. */
    private static final long CAPACITY = 4L << 20;

    /** The content of a slot. */
    @FunctionalInterface
    interface Loader {
        /** Decodes a page into a target of exactly one page. */
        Presence load(long pfn, MemorySegment target);
    }

    private static final class Slot {
        private long pfn = -1;
        private Presence presence;
        private MemorySegment page;
    }

    private final Slot[] slots;
    private final int pageSize;
    private final Loader loader;

    PageCache(int pageSize, Loader loader) {
        this.pageSize = pageSize;
        this.loader = loader;
        this.slots = new Slot[(int) (CAPACITY / pageSize)];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = new Slot();
        }
    }

    /** How a page is present, found by decoding it. */
    Presence presence(long pfn) {
        return read(pfn, 0, MemorySegment.NULL, 0, 0);
    }

    /** Copies a part of a page when the page is present; otherwise the target is unchanged. */
    Presence read(long pfn, long within, MemorySegment target, long targetOffset, long length) {
        Slot slot = slots[(int) Math.floorMod(pfn, (long) slots.length)];
        synchronized (slot) {
            if (slot.pfn != pfn) {
                fill(slot, pfn);
            }
            if (slot.presence == Presence.PRESENT) {
                MemorySegment.copy(slot.page, within, target, targetOffset, length);
            }
            return slot.presence;
        }
    }

    private void fill(Slot slot, long pfn) {
        slot.pfn = -1; // stays so if the loader fails
        if (slot.page == null) {
            slot.page = MemorySegment.ofArray(new byte[pageSize]);
        }
        slot.presence = loader.load(pfn, slot.page);
        slot.pfn = pfn;
    }
}
