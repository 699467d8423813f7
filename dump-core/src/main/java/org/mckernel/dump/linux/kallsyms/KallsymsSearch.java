package org.mckernel.dump.linux.kallsyms;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/**
 * Finds kallsyms' tables in the image of a kernel whose VMCOREINFO does not name them (before Linux 6.0). They are in a
 * fixed order: offsets and their base, or addresses; the number of symbols; names; markers; token table; token index.
 * The token table is recognised by the ten digits, whose tokens are the digits themselves, and verified by the index
 * after it.
 */
public final class KallsymsSearch {
    /** Text and read-only data of a kernel are smaller. */
    private static final long SEARCH_SIZE = 128L << 20;

    private static final int WINDOW = 1 << 20;
    private static final int PAGE = 1 << 12;
    private static final int DIGITS = 20;
    private static final int DIGIT_TOKEN = '0';
    private static final int MAX_TOKENS_TEXT = 1 << 14;
    private static final int MIN_MARKERS = 16;
    private static final int MARKED = 256;
    private static final long LONGEST_TAIL = 256L * 128;

    private final KernelMemory memory;

    private KallsymsSearch(KernelMemory memory) {
        this.memory = memory;
    }

    /**
     * Possible locations of the tables; {@link Kallsyms#read} verifies them.
     *
     * @param stext run-time address of the kernel's text
     * @throws LinuxSideException when there is no token table in the image
     */
    public static List<KallsymsTables> find(KernelMemory memory, long stext) throws LinuxSideException {
        KallsymsSearch search = new KallsymsSearch(memory);
        byte[] window = new byte[WINDOW];
        MemorySegment segment = MemorySegment.ofArray(window);
        for (long at = stext & -PAGE; at - stext < SEARCH_SIZE && at < 0; ) {
            int got = memory.read(at, segment, WINDOW);
            for (int digits = digits(window, got, 0); digits >= 0; digits = digits(window, got, digits + DIGITS)) {
                List<KallsymsTables> found = search.tables(at + digits);
                if (!found.isEmpty()) {
                    return found;
                }
            }
            at += got == WINDOW ? WINDOW - 2 * DIGITS : (got & -PAGE) + PAGE;
        }
        throw new LinuxSideException("VMCOREINFO does not name kallsyms' tables, none found in %d MiB from 0x%x"
                .formatted(SEARCH_SIZE >> 20, stext));
    }

    /**
     * Index of the texts "0" to "9", each with its NUL, from {@code from} on, or −1; examines two bytes in eighteen.
     */
    private static int digits(byte[] window, int length, int from) {
        for (int i = from; i + DIGITS < length; i += DIGITS - 2) {
            int digitAt = window[i] == 0 ? i + 1 : i;
            int start = digitAt - 2 * (window[digitAt] - '0');
            if (window[digitAt] >= '0' && window[digitAt] <= '9' && start >= from && isDigits(window, length, start)) {
                return start;
            }
        }
        return -1;
    }

    private static boolean isDigits(byte[] window, int length, int start) {
        if (start + DIGITS > length) {
            return false;
        }
        for (int i = 0; i < DIGITS; i += 2) {
            if (window[start + i] != '0' + i / 2 || window[start + i + 1] != 0) {
                return false;
            }
        }
        return true;
    }

    private List<KallsymsTables> tables(long digits) throws LinuxSideException {
        MemorySegment text = MemorySegment.ofArray(new byte[MAX_TOKENS_TEXT]);
        int before = MAX_TOKENS_TEXT / 2;
        if (memory.read(digits - before, text, MAX_TOKENS_TEXT) != MAX_TOKENS_TEXT) {
            return List.of();
        }
        byte[] bytes = (byte[]) text.heapBase().orElseThrow();
        int start = before;
        for (int token = 0; token < DIGIT_TOKEN && start > 0; token++) {
            start--;
            while (start > 0 && bytes[start - 1] != 0) {
                start--;
            }
        }
        long tokenTable = digits - before + start;
        int[] places = new int[KallsymsTokens.TOKENS];
        int end = start;
        for (int token = 0; token < KallsymsTokens.TOKENS && end < bytes.length; token++) {
            places[token] = end - start;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            end++;
        }
        for (long align : new long[] {4, 8}) {
            long tokenIndex = (tokenTable + end - start + align - 1) & -align;
            if (tokenTable % 4 == 0 && isIndex(tokenIndex, places)) {
                return fromMarkers(tokenTable, tokenIndex);
            }
        }
        return List.of();
    }

    private boolean isIndex(long tokenIndex, int[] places) {
        MemorySegment index = MemorySegment.ofArray(new byte[2 * places.length]);
        if (memory.read(tokenIndex, index, 2 * places.length) != 2 * places.length) {
            return false;
        }
        for (int token = 0; token < places.length; token++) {
            if (Short.toUnsignedInt(index.get(ByteSource.LE16, 2L * token)) != places[token]) {
                return false;
            }
        }
        return true;
    }

    /** Reads the markers backwards from the token table: they decrease to 0. */
    private List<KallsymsTables> fromMarkers(long tokenTable, long tokenIndex) throws LinuxSideException {
        for (int width : new int[] {4, 8}) {
            long at = (tokenTable & -width) - width;
            if (marker(at, width) == 0) {
                at -= width;
            }
            long last = marker(at, width);
            long count = 1;
            long value = last;
            while (value > 0 && count <= KallsymsTables.MAX_SYMBOLS / MARKED) {
                at -= width;
                long next = marker(at, width);
                if (next < 0 || next >= value) {
                    break;
                }
                value = next;
                count++;
            }
            if (value == 0 && count >= MIN_MARKERS) {
                return fromCount(at, last, count, tokenTable, tokenIndex);
            }
        }
        return List.of();
    }

    private long marker(long at, int width) throws LinuxSideException {
        return width == 4 ? memory.u32(at) : memory.i64(at);
    }

    /** Searches backwards from the markers for a number of symbols that matches their number. */
    private List<KallsymsTables> fromCount(
            long markers, long lastMarker, long markerCount, long tokenTable, long tokenIndex)
            throws LinuxSideException {
        List<KallsymsTables> found = new ArrayList<>();
        long latest = (markers - lastMarker) & -8L;
        for (long names = latest; names > latest - LONGEST_TAIL; names -= 8) {
            long count = memory.i64(names - 8);
            if (count > (markerCount - 1) * MARKED && count <= markerCount * MARKED) {
                long countAt = names - 8;
                long offsets = countAt - 8 - ((4 * count + 7) & -8L);
                found.add(new KallsymsTables(
                        names,
                        count,
                        tokenTable,
                        tokenIndex,
                        offsets,
                        false,
                        OptionalLong.of(memory.i64(countAt - 8))));
                found.add(new KallsymsTables(
                        names, count, tokenTable, tokenIndex, countAt - 8 * count, true, OptionalLong.empty()));
            }
        }
        return found;
    }
}
