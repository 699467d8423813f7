package org.mckernel.dump.arch;

import java.util.Map;

/**
 * How the registers of a thread that is not running are saved: {@code thread.ctx}.
 *
 * @param pointer true if {@code ctx} is a pointer to a structure that holds the registers, false if it holds them
 * itself
 * @param offset where in that structure the registers begin
 * @param size bytes from there on that contain {@code slots}
 * @param slots DWARF number of each register kept, and its offset from {@code offset}
 * @param returnOnStack true if the program counter is not saved: it is the word at the stack pointer, the return
 *        address of a call
 */
public record SavedContext(boolean pointer, int offset, int size, Map<Integer, Integer> slots, boolean returnOnStack) {
    public SavedContext {
        slots = Map.copyOf(slots);
    }
}
