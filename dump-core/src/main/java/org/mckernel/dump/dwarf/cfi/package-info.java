/**
 * Call-frame information, {@code .debug_frame} and {@code .eh_frame} (DWARF 5, 6.4).
 *
 * <p>Begin with {@link org.mckernel.dump.dwarf.cfi.CallFrames}, which returns the row for an address.
 */
package org.mckernel.dump.dwarf.cfi;
