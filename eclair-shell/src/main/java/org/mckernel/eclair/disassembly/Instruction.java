package org.mckernel.eclair.disassembly;

/**
 * One instruction.
 *
 * @param address its start
 * @param length its length in bytes; at least 1
 * @param text in assembler syntax, in gdb's style for that architecture
 */
public record Instruction(long address, int length, String text) {}
