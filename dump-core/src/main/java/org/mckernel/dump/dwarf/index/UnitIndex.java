package org.mckernel.dump.dwarf.index;

import java.util.Arrays;
import java.util.List;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.AddressRanges;
import org.mckernel.dump.dwarf.unit.AddressRanges.Range;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfUnit;
import org.mckernel.dump.dwarf.unit.DwarfUnits;

/** Finds the unit that describes an address: the address ranges of all units, in three arrays. */
public final class UnitIndex {
    private static final int MOST = 1 << 22;

    private final long[] starts;
    private final long[] ends;
    private final int[] units;

    /** The highest end of the ranges up to here; the search backwards ends there. */
    private final long[] reach;

    private UnitIndex(long[] starts, long[] ends, int[] units) {
        this.starts = starts;
        this.ends = ends;
        this.units = units;
        this.reach = new long[starts.length];
        long highest = 0;
        for (int i = 0; i < starts.length; i++) {
            highest = Long.compareUnsigned(ends[i], highest) > 0 ? ends[i] : highest;
            reach[i] = highest;
        }
    }

    public static UnitIndex of(DwarfUnits units) throws MalformedFileException {
        long[][] found = new long[256][];
        int count = 0;
        for (int i = 0; i < units.count() && count < MOST; i++) {
            DwarfUnit unit = units.get(i);
            Die root = unit == null ? null : Die.at(unit, unit.firstDie());
            List<Range> ranges = root == null ? List.of() : AddressRanges.of(root);
            for (Range range : ranges) {
                if (Long.compareUnsigned(range.start(), range.end()) < 0 && count < MOST) {
                    found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                    found[count++] = new long[] {range.start(), range.end(), i};
                }
            }
        }
        long[][] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted, (a, b) -> Long.compareUnsigned(a[0], b[0]));
        return new UnitIndex(
                Arrays.stream(sorted).mapToLong(r -> r[0]).toArray(),
                Arrays.stream(sorted).mapToLong(r -> r[1]).toArray(),
                Arrays.stream(sorted).mapToInt(r -> (int) r[2]).toArray());
    }

    /** Index of the unit, the first of several; −1 for none. */
    public int unitOf(long pc) {
        int low = 0;
        int high = starts.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(starts[middle], pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int best = -1;
        for (int i = low - 1; i >= 0 && Long.compareUnsigned(reach[i], pc) > 0; i--) {
            if (Long.compareUnsigned(pc, ends[i]) < 0 && (best < 0 || units[i] < best)) {
                best = units[i];
            }
        }
        return best;
    }
}
