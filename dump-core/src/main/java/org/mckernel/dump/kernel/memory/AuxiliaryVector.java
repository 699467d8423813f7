package org.mckernel.dump.kernel.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.memory.AbsentMemoryException;

/**
 * The auxiliary vector of a process, pairs of type and value: {@code process.saved_auxv}, else from the program's
 * stack, after the environment.
 *
 * @param entries the pairs in their order, without the last, which is zero
 * @param source where it was found
 */
public record AuxiliaryVector(List<Entry> entries, String source) {
    private static final int PROGRAM_HEADERS = 3;
    private static final int PAGE_SIZE = 6;
    private static final int ENTRY = 9;
    private static final int MOST_ENTRIES = 64;
    private static final int MOST_TYPE = 63;
    private static final int LEAST_ENTRIES = 4;
    /** How much of the end of a stack is searched: arguments and environment are above. */
    private static final int SEARCHED = 1 << 20;

    /**
     * An entry.
     *
     * @param type {@code AT_} number
     * @param value its value
     */
    public record Entry(long type, long value) {}

    public AuxiliaryVector {
        entries = List.copyOf(entries);
    }

    /** The vector of a process; empty when it cannot be found. */
    public static Optional<AuxiliaryVector> of(McKernel kernel, UserSpace space) {
        return saved(kernel, space.process().address()).or(() -> onStack(space));
    }

    /** The program's entry point; empty when unknown. */
    public OptionalLong entryPoint() {
        return entries.stream()
                .filter(e -> e.type() == ENTRY)
                .mapToLong(Entry::value)
                .findFirst();
    }

    private static Optional<AuxiliaryVector> saved(McKernel kernel, long process) {
        try {
            OptionalLong offset = kernel.data().findOffset("process", "saved_auxv");
            if (offset.isEmpty()) {
                return Optional.empty();
            }
            long size = Math.min(kernel.data().memberSize("process", "saved_auxv"), 16 * (MOST_ENTRIES + 1));
            MemorySegment bytes = kernel.data().virtual().bytes(process + offset.getAsLong(), (int) size & -16);
            return parse(bytes, 0, "process.saved_auxv");
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return Optional.empty();
        }
    }

    private static Optional<AuxiliaryVector> onStack(UserSpace space) {
        for (VmRange range : space.ranges()) {
            if (range.isStack()) {
                Optional<AuxiliaryVector> found = search(space, range);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** Searches from the end of the stack down, as far as it is in the dump. */
    private static Optional<AuxiliaryVector> search(UserSpace space, VmRange stack) {
        long length = Math.min(stack.end() - stack.start(), SEARCHED);
        int read = 0;
        MemorySegment bytes = MemorySegment.ofArray(new byte[(int) length]);
        try {
            while (read < length) {
                int step = (int) Math.min(space.pageSize(), length - read);
                MemorySegment page = space.memory().bytes(stack.end() - read - step, step);
                MemorySegment.copy(page, 0, bytes, length - read - step, step);
                read += step;
            }
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            // memory below was never used, or is not in the dump
        }
        for (long at = length - read + 8; at <= length - 16; at += 8) {
            if (bytes.get(ByteSource.LE64, at - 8) == 0 && bytes.get(ByteSource.LE64, at) != 0) {
                Optional<AuxiliaryVector> found = parse(bytes, at, "the program's stack");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /** The vector at an offset; empty when it is not a valid one. */
    static Optional<AuxiliaryVector> parse(MemorySegment bytes, long from, String source) {
        List<Entry> entries = new ArrayList<>();
        for (long at = from; at <= bytes.byteSize() - 16 && entries.size() <= MOST_ENTRIES; at += 16) {
            Entry entry = new Entry(bytes.get(ByteSource.LE64, at), bytes.get(ByteSource.LE64, at + 8));
            if (entry.type() == 0) {
                AuxiliaryVector vector = new AuxiliaryVector(entries, source);
                return vector.isValid() ? Optional.of(vector) : Optional.empty();
            }
            if (entry.type() < 0 || entry.type() > MOST_TYPE) {
                return Optional.empty();
            }
            entries.add(entry);
        }
        return Optional.empty();
    }

    private boolean isValid() {
        return entries.size() >= LEAST_ENTRIES
                && entryPoint().isPresent()
                && entries.stream().anyMatch(e -> e.type() == PROGRAM_HEADERS)
                && entries.stream().anyMatch(e -> e.type() == PAGE_SIZE && Long.bitCount(e.value()) == 1);
    }
}
