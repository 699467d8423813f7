package org.mckernel.dump.arch;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an entry into the kernel leaves on the stack: the way to cross it where no call-frame information describes it.
 *
 * @param words size of the whole in 64-bit words
 * @param slots DWARF number of each register kept, and the index of its word
 * @param mode tells from the words what was interrupted; empty when they are no such frame
 */
public record EntryFrame(int words, Map<Integer, Integer> slots, Function<long[], Optional<Mode>> mode) {
    /** What was interrupted. */
    public enum Mode {
        KERNEL, USER
    }

    public EntryFrame {
        slots = Map.copyOf(slots);
    }
}
