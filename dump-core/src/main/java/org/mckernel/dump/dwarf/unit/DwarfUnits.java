package org.mckernel.dump.dwarf.unit;

import java.util.Arrays;
import org.mckernel.dump.bytes.MalformedFileException;

/** The units of {@code .debug_info}, in file order. Their offsets are found once, by their lengths. */
public final class DwarfUnits {
    private final DwarfSections sections;
    private final long[] starts;

    /** Indexes of type units by signature, built on first use. */
    private LongHashMap signatures;

    private DwarfUnits(DwarfSections sections, long[] starts) {
        this.sections = sections;
        this.starts = starts;
    }

    /** Walks the unit headers. */
    public static DwarfUnits of(DwarfSections sections) throws MalformedFileException {
        DwarfSection info = sections.info();
        long[] starts = new long[64];
        int count = 0;
        for (long at = 0; at < info.size(); at = DwarfUnit.end(info, at)) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = at;
        }
        return new DwarfUnits(sections, Arrays.copyOf(starts, count));
    }

    public int count() {
        return starts.length;
    }

    /** The unit at {@code index}; null when its version is unknown. */
    public DwarfUnit get(int index) throws MalformedFileException {
        long end =
                index + 1 < starts.length ? starts[index + 1] : sections.info().size();
        return DwarfUnit.read(sections, starts[index], end);
    }

    /** The entry at an offset of the section, in any unit; null when the unit's version is unknown. */
    public Die die(long offset) throws MalformedFileException {
        int found = Arrays.binarySearch(starts, offset);
        int index = found >= 0 ? found : -found - 2;
        if (index < 0 || offset >= sections.info().size()) {
            throw sections.info()
                    .malformed(
                            0,
                            "reference to another unit",
                            "an offset below 0x%x".formatted(sections.info().size()),
                            "0x%x".formatted(offset));
        }
        DwarfUnit unit = get(index);
        return unit == null ? null : Die.at(unit, offset);
    }

    /** The type with this signature, or null when no type unit of this file has it. */
    Die type(long signature) throws MalformedFileException {
        long index = signatures().get(signature);
        DwarfUnit unit = index < 0 ? null : get((int) index);
        return unit == null ? null : Die.at(unit, unit.offset() + unit.typeDie());
    }

    private synchronized LongHashMap signatures() throws MalformedFileException {
        if (signatures == null) {
            LongHashMap found = new LongHashMap();
            for (int i = 0; i < starts.length; i++) {
                DwarfUnit unit = get(i);
                if (unit != null && unit.isType()) {
                    found.putIfAbsent(unit.signature(), i);
                }
            }
            signatures = found;
        }
        return signatures;
    }
}
