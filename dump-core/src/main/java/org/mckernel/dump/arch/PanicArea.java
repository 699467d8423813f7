package org.mckernel.dump.arch;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the dump NMI leaves a CPU's registers, in that CPU's area of {@code locals}: a word that tells that it did, and
 * {@link #REGISTERS_AFTER_FLAG} bytes behind it the registers in {@link RegisterFile}'s order.
 *
 * @param structure name of the area's structure in debug information
 * @param spanSymbol variable that holds the size of one CPU's area
 * @param flagOffsets where that word has been over the years, newest first: debug information alone does not tell,
 *        since the assembler that writes the registers kept an old offset after the structure had moved
 * @param userMode how registers look that were saved of a CPU that ran a program
 * @param entryStacks where in the area the ends of the stacks are named on which the processor enters the kernel out of
 *        a program; empty where that is not known
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
     * What is saved of a program.
     *
     * @param function function whose address stands for the program counter; empty when it is the place where the
     *        kernel last gave the thread away
     * @param values DWARF numbers of registers that are not kept, and what stands for them; all must agree
     * @param own DWARF numbers of registers that are saved as the program has them
     */
    public record UserMode(String function, Map<Integer, Long> values, Set<Integer> own) {
        public UserMode {
            values = Map.copyOf(values);
            own = Set.copyOf(own);
        }
    }

    /** The registers stand behind the flag. */
    public static final int REGISTERS_AFTER_FLAG = 8;

    public PanicArea {
        flagOffsets = List.copyOf(flagOffsets);
        entryStacks = List.copyOf(entryStacks);
    }
}
