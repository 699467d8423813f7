package org.mckernel.testdumps.mckernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Writes an {@code ihk_dump_page_set} and its bitmaps.
 *
 * <p>The set is 24 bytes: completion flag (u32), number of maps (u32), bytes of the map area (u64), physical address of
 * the first map (u64). A map is: physical start (u64), number of words (u64), the words; the next follows without a
 * gap. Bit
 * <i>k</i> of word <i>j</i>, lowest first, is the page at {@code start + (64 j + k) * page size}.
 */
public final class PageSetWriter {
    /** Bytes of an {@code ihk_dump_page_set}. */
    public static final int SET_SIZE = 24;

    private static final int MAP_HEADER = 16;

    /** A map being built. */
    private static final class Map {
        final long start;
        final long pages;
        final BitSet bits = new BitSet();
        long words;

        Map(long start, long pages) {
            this.start = start;
            this.pages = pages;
            this.words = (pages + 63) / 64;
            bits.set(0, Math.toIntExact(pages));
        }
    }

    private final long pageSize;
    private final List<Map> maps = new ArrayList<>();
    private int completionFlag = 1;
    private Integer count;
    private Long phyPage;
    private Long areaSize;

    /** @param pageSize Linux's page size: one bit each */
    public PageSetWriter(long pageSize) {
        this.pageSize = pageSize;
    }

    /** Adds a map with every page of {@code [start, start + length)} set, as IHK does at boot. */
    public PageSetWriter map(long start, long length) {
        maps.add(new Map(start, length / pageSize));
        return this;
    }

    /** Clears the bits of the pages that {@code [address, address + length)} covers, in whatever maps they are. */
    public PageSetWriter clear(long address, long length) {
        return change(address, length, false);
    }

    /** Sets the bits of the pages that {@code [address, address + length)} covers, in whatever maps they are. */
    public PageSetWriter set(long address, long length) {
        return change(address, length, true);
    }

    /** The completion flag: 1 (the default) when McKernel finished, 0 before. */
    public PageSetWriter completionFlag(int value) {
        completionFlag = value;
        return this;
    }

    /** Fault: another number of maps in the set's header. */
    public PageSetWriter countField(int value) {
        count = value;
        return this;
    }

    /** Fault: another address of the maps, for example outside RAM or 0. */
    public PageSetWriter phyPageField(long value) {
        phyPage = value;
        return this;
    }

    /** Fault: another size of the map area. */
    public PageSetWriter areaSizeField(long value) {
        areaSize = value;
        return this;
    }

    /** Fault: another number of words in the header of map {@code index}; the words written are not changed. */
    public PageSetWriter mapCountField(int index, long words) {
        maps.get(index).words = words;
        return this;
    }

    /** Bytes of all maps together. */
    public int mapsLength() {
        return maps.stream().mapToInt(m -> MAP_HEADER + 8 * words(m)).sum();
    }

    /** Number of set bits of real pages. */
    public long setPages() {
        return maps.stream().mapToLong(m -> m.bits.cardinality()).sum();
    }

    /** Runs of set pages as the chunks a dump has: map after map, by address in each, never merged across maps. */
    public List<SimulatedMemory.Range> chunks() {
        List<SimulatedMemory.Range> chunks = new ArrayList<>();
        for (Map map : maps) {
            for (int from = map.bits.nextSetBit(0); from >= 0; ) {
                int to = map.bits.nextClearBit(from);
                chunks.add(new SimulatedMemory.Range(map.start + from * pageSize, (to - from) * pageSize));
                from = map.bits.nextSetBit(to);
            }
        }
        return chunks;
    }

    /** The 24 bytes of the set, for maps at {@code mapsAddress}. */
    public byte[] header(long mapsAddress) {
        long area = (mapsLength() + pageSize - 1) / pageSize * pageSize;
        ByteBuffer out = ByteBuffer.allocate(SET_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(completionFlag).putInt(count == null ? maps.size() : count);
        out.putLong(areaSize == null ? area : areaSize).putLong(phyPage == null ? mapsAddress : phyPage);
        return out.array();
    }

    /** The maps, one after the other. */
    public byte[] maps() {
        ByteBuffer out = ByteBuffer.allocate(mapsLength()).order(ByteOrder.LITTLE_ENDIAN);
        for (Map map : maps) {
            out.putLong(map.start).putLong(map.words);
            long[] words = map.bits.toLongArray();
            for (int i = 0; i < words(map); i++) {
                out.putLong(i < words.length ? words[i] : 0);
            }
        }
        return out.array();
    }

    /** Writes the set to {@code setAddress} and the maps to {@code mapsAddress}, both physical. */
    public PageSetWriter writeTo(SimulatedMemory memory, long setAddress, long mapsAddress) {
        memory.write(mapsAddress, maps());
        memory.write(setAddress, header(mapsAddress));
        return this;
    }

    private PageSetWriter change(long address, long length, boolean value) {
        for (Map map : maps) {
            long from = Math.max(0, (address - map.start) / pageSize);
            long to = Math.min(map.pages, (address + length - map.start + pageSize - 1) / pageSize);
            if (from < to) {
                map.bits.set((int) from, (int) to, value);
            }
        }
        return this;
    }

    private static int words(Map map) {
        return Math.toIntExact((map.pages + 63) / 64);
    }
}
