/**
 * From registers to frames, each saying how it is known: call-frame information, frame pointers, or a search of the
 * stack.
 */
package org.mckernel.dump.unwind;
