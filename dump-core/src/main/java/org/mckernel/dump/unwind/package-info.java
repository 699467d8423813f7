/**
 * From registers to frames: each frame says how it was found (call-frame information, saved entry frame, frame
 * pointer, search of the stack) and how far it can be trusted.
 *
 * <p>Begin with {@link org.mckernel.dump.unwind.Unwinder}, which finds the caller of a frame, and
 * {@link org.mckernel.dump.unwind.Backtrace}, which repeats that to the end of the stack.
 */
package org.mckernel.dump.unwind;
