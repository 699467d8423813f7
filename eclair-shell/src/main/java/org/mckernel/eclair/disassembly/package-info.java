/** Machine code as text, by a library or a program of the machine that eclair runs on. */
package org.mckernel.eclair.disassembly;
