package org.mckernel.dump.arch;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * What an entry into the kernel leaves on the stack: the way to cross it where no call-frame information describes it.
 *
 * @param words size of the whole in 64-bit words
 * @param slots DWARF number of each register kept, and the index of its word
 * @param status number of the register among {@code slots} that tells the processor's mode: the code segment, or the
 *        processor state; the program counter does not, for a jump may lead anywhere
 * @param level tells the mode from that register; empty when it holds nothing of the kind
 * @param mode tells from the words what was interrupted; empty when they are no such frame
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

    /** How many words the status stands behind the register with that number. */
    public int statusBehind(int dwarf) {
        return slots.get(status) - slots.get(dwarf);
    }

    /** The mode that these registers are of; empty when they do not tell. */
    public Optional<Mode> modeOf(Registers registers) {
        OptionalLong value = registers.get(status);
        return value.isPresent() ? level.apply(value.getAsLong()) : Optional.empty();
    }
}
