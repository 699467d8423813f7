package org.mckernel.testdumps.file;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the parts of a written file are, by name and in file order of writing. Each writer's Javadoc lists its names.
 */
public final class FileLayout {
    /**
     * A part of the file.
     *
     * @param offset first byte
     * @param length bytes; may be 0
     */
    public record Region(long offset, long length) {
        public long end() {
            return offset + length;
        }
    }

    private final Map<String, Region> regions = new LinkedHashMap<>();

    /** Adds a part; each name is used once. */
    public FileLayout add(String name, long offset, long length) {
        if (regions.putIfAbsent(name, new Region(offset, length)) != null) {
            throw new IllegalArgumentException("Two regions " + name);
        }
        return this;
    }

    /** All parts. */
    public Map<String, Region> regions() {
        return Map.copyOf(regions);
    }

    /** A part by its name. */
    public Region region(String name) {
        Region region = regions.get(name);
        if (region == null) {
            throw new NoSuchElementException("No region %s among %s".formatted(name, regions.keySet()));
        }
        return region;
    }

    /** File offset of a part. */
    public long offsetOf(String name) {
        return region(name).offset();
    }

    /** Every start and end of a part, ascending, each once. */
    public SortedSet<Long> borders() {
        SortedSet<Long> borders = new TreeSet<>();
        for (Region region : regions.values()) {
            borders.add(region.offset());
            borders.add(region.end());
        }
        return borders;
    }
}
