package org.mckernel.dump.arch;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the dump NMI leaves a CPU's registers, in that CPU's area of {@code locals}: a flag word, and {@link
 * #REGISTERS_AFTER_FLAG} bytes after it the registers in {@link RegisterFile}'s order.
 *
 * @param structure name of the area's structure in debug information
 * @param spanSymbol variable that holds the size of one CPU's area
 * @param flagOffsets offsets of that word over time, newest first: debug information alone is not sufficient, since the
 *        assembler code that writes the registers kept an old offset after the structure had changed
 * @param userMode how the registers look when the CPU was in user mode
 * @param entryStacks offsets in the area of the ends of the stacks on which the processor enters the kernel from user
 *        mode; empty where unknown
 * @param faultMember member of {@code cpu_local_var}: if it is set when the NMI comes, it points to the registers of a
 *        page fault in kernel mode, and those are saved instead; empty where the kernel does not do so
 */
public record PanicArea(
        String structure,
        String spanSymbol,
        List<Integer> flagOffsets,
        UserMode userMode,
        List<Integer> entryStacks,
        String faultMember) {
    /**
     * What is saved in user mode.
     *
     * @param function function whose address replaces the program counter; empty when it is where the kernel last
     *        switched the thread out
     * @param values DWARF numbers of registers that are not saved, and the values stored instead; all must match
     * @param own DWARF numbers of registers that are saved with their user-mode values
     */
    public record UserMode(String function, Map<Integer, Long> values, Set<Integer> own) {
        public UserMode {
            values = Map.copyOf(values);
            own = Set.copyOf(own);
        }
    }

    /** The registers follow the flag. */
    public static final int REGISTERS_AFTER_FLAG = 8;

    public PanicArea {
        flagOffsets = List.copyOf(flagOffsets);
        entryStacks = List.copyOf(entryStacks);
    }
}
