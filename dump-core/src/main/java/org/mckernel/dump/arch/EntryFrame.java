package org.mckernel.dump.arch;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * The registers that an entry into the kernel leaves on the stack: used to unwind it where no call-frame information
 * describes it.
 *
 * @param words size of the whole in 64-bit words
 * @param slots DWARF number of each register kept, and the index of its word
 * @param status number of the register among {@code slots} that holds the processor's mode: the code segment, or the
 *        processor state; not the program counter, since a jump may lead anywhere
 * @param level decodes the mode from that register; empty when it is invalid
 * @param mode decodes from the words what was interrupted; empty when they are not such a frame
 */
public record EntryFrame(
        int words,
        Map<Integer, Integer> slots,
        int status,
        LongFunction<Optional<Mode>> level,
        Function<long[], Optional<Mode>> mode) {
    /** What was interrupted. */
    public enum Mode {
        KERNEL,
        USER
    }

    public EntryFrame {
        slots = Map.copyOf(slots);
    }

    /** Distance in words from the register with that number to the status. */
    public int statusDistance(int dwarf) {
        return slots.get(status) - slots.get(dwarf);
    }

    /** The mode of these registers; empty when unknown. */
    public Optional<Mode> modeOf(Registers registers) {
        OptionalLong value = registers.get(status);
        return value.isPresent() ? level.apply(value.getAsLong()) : Optional.empty();
    }
}
