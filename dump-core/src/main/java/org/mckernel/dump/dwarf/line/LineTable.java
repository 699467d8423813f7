package org.mckernel.dump.dwarf.line;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One unit's lines: rows of address, file and line, in sequences of rising addresses. Addresses that no sequence covers
 * have no line; of several sequences that cover one the shortest is used, as one of them then belongs to code that the
 * linker removed.
 */
public final class LineTable {
    private static final int OBJECT_COST = 8;

    private final List<String> files;
    private final int firstFile;
    private final long[] addresses;
    private final int[] fileNumbers;
    private final int[] lines;
    private final Sequence[] sequences;

    /** The highest end of the sequences up to here; the search backwards ends there. */
    private final long[] reach;

    /**
     * Rows of one piece of code.
     *
     * @param start its first address
     * @param end one past its last
     * @param first its first row
     * @param limit one past its last row
     */
    private record Sequence(long start, long end, int first, int limit) {
        boolean contains(long pc) {
            return Long.compareUnsigned(pc - start, end - start) < 0;
        }
    }

    private LineTable(Builder builder) {
        this.files = List.copyOf(builder.files);
        this.firstFile = builder.firstFile;
        this.addresses = Arrays.copyOf(builder.addresses, builder.count);
        this.fileNumbers = Arrays.copyOf(builder.fileNumbers, builder.count);
        this.lines = Arrays.copyOf(builder.lines, builder.count);
        this.sequences = builder.sequences.toArray(Sequence[]::new);
        Arrays.sort(sequences, (a, b) -> Long.compareUnsigned(a.start(), b.start()));
        this.reach = new long[sequences.length];
        long highest = 0;
        for (int i = 0; i < sequences.length; i++) {
            if (Long.compareUnsigned(sequences[i].end(), highest) > 0) {
                highest = sequences[i].end();
            }
            reach[i] = highest;
        }
    }

    /** Its memory use, in rows, for the cache limit. */
    public long cost() {
        return addresses.length + (long) OBJECT_COST * (files.size() + sequences.length);
    }

    /** Name of a file by its number in this table. */
    public Optional<String> file(long number) {
        long index = number - firstFile;
        return index >= 0 && index < files.size() ? Optional.of(files.get((int) index)) : Optional.empty();
    }

    /** The line of an address. */
    Optional<SourceLine> at(long pc) {
        return code(pc).map(LineCode::line);
    }

    /** The line of an address, and the instructions around it that belong to the same row. */
    public Optional<LineCode> code(long pc) {
        int low = 0;
        int high = sequences.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sequences[middle].start(), pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Sequence best = null;
        for (int i = low - 1; i >= 0 && Long.compareUnsigned(reach[i], pc) > 0; i--) {
            Sequence one = sequences[i];
            if (one.contains(pc)
                    && (best == null || Long.compareUnsigned(one.end() - one.start(), best.end() - best.start()) < 0)) {
                best = one;
            }
        }
        return best == null ? Optional.empty() : row(best, pc);
    }

    private Optional<LineCode> row(Sequence sequence, long pc) {
        int low = sequence.first();
        int high = sequence.limit();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(addresses[middle], pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == sequence.first() ? Optional.empty() : code(sequence, low - 1);
    }

    /** A row, up to the next row with a higher address. */
    private Optional<LineCode> code(Sequence sequence, int row) {
        long end = row + 1 < sequence.limit() ? addresses[row + 1] : sequence.end();
        return file(Integer.toUnsignedLong(fileNumbers[row]))
                .map(name -> new LineCode(new SourceLine(name, lines[row]), addresses[row], end));
    }

    /**
     * Adds the code of a line, upwards by address within a sequence; adjacent rows are merged. At most {@code most}.
     */
    public void code(SourceLine wanted, List<LineCode> found, int most) {
        if (!files.contains(wanted.file())) {
            return;
        }
        for (Sequence sequence : sequences) {
            for (int i = sequence.first(); i < sequence.limit() && found.size() < most; i++) {
                Optional<LineCode> code = lines[i] == wanted.line() ? code(sequence, i) : Optional.empty();
                if (code.isPresent()
                        && code.get().line().equals(wanted)
                        && code.get().start() != code.get().end()) {
                    boolean touches = !found.isEmpty()
                            && found.getLast().end() == code.get().start();
                    long start =
                            touches ? found.removeLast().start() : code.get().start();
                    found.add(new LineCode(wanted, start, code.get().end()));
                }
            }
        }
    }

    /** Accepts rows in the order of the program. */
    static final class Builder {
        private static final int MOST_ROWS = 1 << 23;

        private final List<String> files = new ArrayList<>();
        private final List<Sequence> sequences = new ArrayList<>();
        private int firstFile = 1;
        private long[] addresses = new long[256];
        private int[] fileNumbers = new int[256];
        private int[] lines = new int[256];
        private int count;
        private int sequenceStart;
        private boolean rising = true;

        /** @param number of the first file: 0 from version 5 on */
        void firstFile(int number) {
            firstFile = number;
        }

        int fileCount() {
            return files.size();
        }

        public void file(String name) {
            files.add(name);
        }

        /** False when there are more rows than any unit has. */
        boolean row(long address, long file, long line) {
            if (count == addresses.length) {
                if (count >= MOST_ROWS) {
                    return false;
                }
                addresses = Arrays.copyOf(addresses, 2 * count);
                fileNumbers = Arrays.copyOf(fileNumbers, 2 * count);
                lines = Arrays.copyOf(lines, 2 * count);
            }
            rising &= count == sequenceStart || Long.compareUnsigned(addresses[count - 1], address) <= 0;
            addresses[count] = address;
            fileNumbers[count] = Math.clamp(file, -1, Integer.MAX_VALUE);
            lines[count++] = Math.clamp(line, 0, Integer.MAX_VALUE);
            return true;
        }

        /** Ends a sequence at an address that no longer belongs to it. */
        void endSequence(long end) {
            if (!rising) {
                sort(sequenceStart, count);
            }
            if (count > sequenceStart && Long.compareUnsigned(addresses[sequenceStart], end) < 0) {
                sequences.add(new Sequence(addresses[sequenceStart], end, sequenceStart, count));
            } else {
                count = sequenceStart;
            }
            sequenceStart = count;
            rising = true;
        }

        /** Rows by address, equal ones in the order of the program. */
        private void sort(int from, int to) {
            Integer[] order = new Integer[to - from];
            Arrays.setAll(order, i -> from + i);
            long[] unsorted = addresses;
            Arrays.sort(order, (a, b) -> Long.compareUnsigned(unsorted[a], unsorted[b]));
            long[] newAddresses = Arrays.copyOf(addresses, addresses.length);
            int[] newFiles = Arrays.copyOf(fileNumbers, fileNumbers.length);
            int[] newLines = Arrays.copyOf(lines, lines.length);
            for (int i = 0; i < order.length; i++) {
                newAddresses[from + i] = addresses[order[i]];
                newFiles[from + i] = fileNumbers[order[i]];
                newLines[from + i] = lines[order[i]];
            }
            addresses = newAddresses;
            fileNumbers = newFiles;
            lines = newLines;
        }

        /** The table; rows after the last sequence's end belong to none. */
        LineTable table() {
            count = sequenceStart;
            return new LineTable(this);
        }
    }
}
