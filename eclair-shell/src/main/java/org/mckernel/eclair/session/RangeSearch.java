package org.mckernel.eclair.session;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;

/** A search of a range of virtual memory. Absent memory is skipped and reported. */
public final class RangeSearch {
    private static final int PAGE = 4096;
    private static final long LONGEST = 1L << 32;
    private static final int MOST_LISTED = 1000;

    private RangeSearch() {}

    /**
     * The matches.
     *
     * @param addresses virtual, ascending
     * @param notes what could not be searched, and what is not listed
     */
    public record Found(List<Long> addresses, List<String> notes) {}

    /** Matches of the bytes that are completely within the range. */
    public static Found of(VirtualMemory memory, long start, long length, byte[] wanted) throws CommandException {
        if (length <= 0 || length > LONGEST) {
            throw new CommandException(
                    "a range of 0x%x bytes: expected 1 to 0x%x; search covers all memory".formatted(length, LONGEST));
        }
        if (wanted.length == 0 || wanted.length > PAGE) {
            throw new CommandException("%d bytes to be found: expected 1 to %d".formatted(wanted.length, PAGE));
        }
        List<Long> found = new ArrayList<>();
        long more = 0;
        long absent = 0;
        byte[] before = new byte[0];
        for (long done = 0; done < length; ) {
            int step = (int) Math.min(length - done, PAGE - ((start + done) & (PAGE - 1)));
            byte[] page = read(memory, start + done, step);
            absent += page.length == 0 ? step : 0;
            byte[] both = page.length == 0 ? page : joined(before, page);
            for (int i = 0; i + wanted.length <= both.length; i++) {
                if (matches(both, i, wanted)) {
                    if (found.size() < MOST_LISTED) {
                        found.add(start + done - before.length + i);
                    } else {
                        more++;
                    }
                }
            }
            // The last bytes, one less than the pattern's length, are carried over to the next page.
            int tail = Math.min(both.length, wanted.length - 1);
            before = Arrays.copyOfRange(both, both.length - tail, both.length);
            done += step;
        }
        List<String> notes = new ArrayList<>();
        if (absent > 0) {
            notes.add("0x%x of 0x%x bytes are not in the dump or not mapped".formatted(absent, length));
        }
        if (more > 0) {
            notes.add("%d more matches are not listed".formatted(more));
        }
        return new Found(found, notes);
    }

    private static byte[] read(VirtualMemory memory, long address, int length) {
        try {
            MemorySegment bytes = memory.bytes(address, length);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            return new byte[0];
        }
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static boolean matches(byte[] bytes, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
