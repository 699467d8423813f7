package org.mckernel.eclair.disassembly;

/**
 * One instruction.
 *
 * @param address where it begins
 * @param length its bytes; at least 1
 * @param text as an assembler reads it, in the style that gdb uses on that processor
 */
public record Instruction(long address, int length, String text) {}
