/**
 * Machine code as text, by libcapstone or by objdump, whichever this machine has.
 *
 * <p>Begin with {@link org.mckernel.eclair.disassembly.Disassembler}.
 */
package org.mckernel.eclair.disassembly;
