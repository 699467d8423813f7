package org.mckernel.dump.arch;

import java.util.List;

/**
 * Where the dump NMI leaves a CPU's registers, in that CPU's area of {@code locals}: a word that tells that it did, and
 * {@link #REGISTERS_AFTER_FLAG} bytes behind it the registers in {@link RegisterFile}'s order.
 *
 * @param structure name of the area's structure in debug information
 * @param spanSymbol variable that holds the size of one CPU's area
 * @param flagOffsets where that word has been over the years, newest first: debug information alone does not tell, since the
 *        assembler that writes the registers kept an old offset after the structure had moved
 * @param userModeMarker function whose address is saved instead of the program counter of a CPU that ran a program
 */
public record PanicArea(String structure, String spanSymbol, List<Integer> flagOffsets, String userModeMarker) {
    /** The registers stand behind the flag. */
    public static final int REGISTERS_AFTER_FLAG = 8;

    public PanicArea {
        flagOffsets = List.copyOf(flagOffsets);
    }
}
