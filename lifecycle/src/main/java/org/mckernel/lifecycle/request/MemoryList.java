package org.mckernel.lifecycle.request;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Memory to take from Linux.
 *
 * @param items in the order given; at most {@value #MAX_ITEMS}
 */
public record MemoryList(List<Item> items) {
    /** IHK's library takes no more. */
    public static final int MAX_ITEMS = 2048;
    /** IHK's driver takes memory in pieces of 4 MiB. */
    public static final long GRANULE = 4L << 20;
    /** The library's limit, 1024 NUMA nodes. */
    public static final int MAX_NODE = 1023;

    private static final String UNITS = "KMGTPE";

    /**
     * One request.
     *
     * @param size bytes, a multiple of {@link #GRANULE}; {@link #ALL} for all that a node can spare
     * @param node NUMA node
     */
    public record Item(long size, int node) {
        /** In place of a size: as much as the node can spare. */
        public static final long ALL = -1;

        /** True for {@code all}. */
        public boolean all() {
            return size == ALL;
        }

        /** {@code 512M@0}. */
        public String text() {
            return (all() ? "all" : sizeText(size)) + "@" + node;
        }
    }

    public MemoryList {
        items = List.copyOf(items);
    }

    /** Reads {@code 512M@0,1G@1,all@2}. */
    public static MemoryList parse(String option, String value) throws RequestException {
        Cursor cursor = new Cursor(option, value);
        List<Item> items = new ArrayList<>();
        do {
            int start = cursor.index();
            if (items.size() == MAX_ITEMS) {
                throw cursor.wrong(start, "more than %d requests".formatted(MAX_ITEMS));
            }
            long size = cursor.accept("all") || cursor.accept("ALL") ? Item.ALL : size(cursor, start);
            if (size != Item.ALL && size % GRANULE != 0) {
                throw cursor.wrong(start, "%d bytes are not a multiple of 4 MiB".formatted(size));
            }
            if (size == 0) {
                throw cursor.wrong(start, "expected at least 4M, found 0");
            }
            int node = cursor.accept('@') ? (int) cursor.number("a NUMA node", MAX_NODE) : 0;
            items.add(new Item(size, node));
        } while (cursor.accept(','));
        cursor.end("\"@\" with a NUMA node, \",\" or the end");
        return new MemoryList(items);
    }

    /** Reads a size alone: {@code 512M}. */
    public static long parseSize(String option, String value) throws RequestException {
        Cursor cursor = new Cursor(option, value);
        long size = size(cursor, 0);
        cursor.end("the end");
        return size;
    }

    private static long size(Cursor cursor, int start) throws RequestException {
        long number = cursor.number("a size or \"all\"", Long.MAX_VALUE);
        int unit = cursor.acceptAny(UNITS) + 1;
        if (number > Long.MAX_VALUE >> (10 * unit)) {
            throw cursor.wrong(start, "the size does not fit into 64 bits");
        }
        return number << (10 * unit);
    }

    /** A size in the largest unit that divides it. */
    public static String sizeText(long size) {
        int unit = 0;
        long number = size;
        while (unit < UNITS.length() && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + (unit == 0 ? "" : UNITS.substring(unit - 1, unit));
    }

    /** The list as it can be given again. */
    public String text() {
        return items.stream().map(Item::text).collect(Collectors.joining(","));
    }
}
