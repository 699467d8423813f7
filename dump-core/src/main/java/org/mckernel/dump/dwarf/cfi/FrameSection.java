package org.mckernel.dump.dwarf.cfi;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/**
 * One section of call-frame information. The two kinds differ in how an entry names its common part: by an offset from
 * the section's start ({@code .debug_frame}), or by the distance backwards from the field itself ({@code .eh_frame}).
 */
final class FrameSection {
    private static final long WIDE = 0xffff_ffffL;
    private static final int MOST_ENTRIES = 1 << 22;

    private final DwarfSection section;
    private final long address;
    private final boolean eh;
    private final Map<Long, CommonInformationEntry> commons = new HashMap<>();
    private long[] starts;
    private long[] ends;
    private long[] entries;

    FrameSection(DwarfSection section, long address, boolean eh) {
        this.section = section;
        this.address = address;
        this.eh = eh;
    }

    synchronized int functions() throws MalformedFileException {
        index();
        return starts.length;
    }

    synchronized Optional<CallFrameRow> row(long pc) throws MalformedFileException {
        index();
        int found = Arrays.binarySearch(starts, flip(pc));
        int at = found >= 0 ? found : -found - 2;
        if (at < 0 || Long.compareUnsigned(pc, flip(ends[at])) >= 0) {
            return Optional.empty();
        }
        return Optional.of(new CfaProgram(entry(entries[at]), pc).run());
    }

    /** Addresses are stored with flipped sign bit, so that signed order is address order. */
    private static long flip(long address) {
        return address ^ Long.MIN_VALUE;
    }

    /**
     * One entry about one function.
     *
     * @param common its common part
     * @param start first address
     * @param end one past the last
     * @param program where its instructions begin
     * @param programEnd and end
     */
    record Entry(
            CommonInformationEntry common, long start, long end, DwarfSection section, long program, long programEnd) {}

    private void index() throws MalformedFileException {
        if (starts != null) {
            return;
        }
        long[][] found = new long[1024][];
        int count = 0;
        long at = 0;
        while (at + 4 <= section.size() && count < MOST_ENTRIES) {
            Header header = header(at);
            if (header.length() == 0) {
                at = header.body();
                if (eh) {
                    break;
                }
                continue;
            }
            if (!header.common()) {
                FrameDescriptionEntry entry = entry(at);
                if (entry.end() != entry.start()) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, 2 * count);
                    }
                    found[count++] = new long[] {flip(entry.start()), flip(entry.end()), at};
                }
            }
            at = header.end();
        }
        long[][] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted, (a, b) -> Long.compare(a[0], b[0]));
        ends = Arrays.stream(sorted).mapToLong(e -> e[1]).toArray();
        entries = Arrays.stream(sorted).mapToLong(e -> e[2]).toArray();
        starts = Arrays.stream(sorted).mapToLong(e -> e[0]).toArray();
    }

    /** The header of a record; {@code id} is the offset of the CIE pointer field. */
    private record Header(long length, long id, long body, long end, boolean common, long commonAt) {}

    private Header header(long at) throws MalformedFileException {
        DwarfCursor cursor = new DwarfCursor(section, at, section.size());
        long length = cursor.u32();
        boolean wide = length == WIDE;
        if (wide) {
            length = cursor.i64();
        }
        long id = cursor.position();
        if (length == 0) {
            return new Header(0, id, id, id, false, 0);
        }
        section.require(id, length);
        long value = wide && !eh ? cursor.i64() : cursor.u32();
        boolean common = eh ? value == 0 : wide ? value == -1 : value == WIDE;
        return new Header(length, id, cursor.position(), id + length, common, eh ? id - value : value);
    }

    private FrameDescriptionEntry entry(long at) throws MalformedFileException {
        Header header = header(at);
        CommonInformationEntry common = common(header.commonAt());
        DwarfCursor cursor = new DwarfCursor(section, header.body(), header.end());
        long start = common.pointer(cursor, address, common.pointerEncoding());
        long length = common.pointer(cursor, address, common.pointerEncoding() & PointerEncoding.FORM);
        if (common.augmented()) {
            cursor.skip(cursor.uleb());
        }
        return new FrameDescriptionEntry(common, start, start + length, section, cursor.position(), header.end());
    }

    private CommonInformationEntry common(long at) throws MalformedFileException {
        CommonInformationEntry known = commons.get(at);
        if (known == null) {
            Header header = header(at);
            if (!header.common()) {
                throw section.malformed(at, "call-frame entry's common part", "a CIE", "another record");
            }
            known = CommonInformationEntry.read(section, header.body(), header.end(), eh);
            commons.put(at, known);
        }
        return known;
    }
}
