package org.mckernel.dump.arch;

import java.util.Map;

/**
 * How a thread that does not run keeps its registers: {@code thread.ctx}.
 *
 * @param pointer true if {@code ctx} is a pointer to a structure that holds the registers, false if it holds them
 * itself
 * @param offset where in that structure the registers begin
 * @param size bytes from there on that {@code slots} lie in
 * @param slots DWARF number of each register kept, and its offset from {@code offset}
 * @param returnOnStack true if the program counter is not kept: it is the word that the stack pointer names, as a call
 *        left it
 */
public record SavedContext(boolean pointer, int offset, int size, Map<Integer, Integer> slots, boolean returnOnStack) {
    public SavedContext {
        slots = Map.copyOf(slots);
    }
}
