/**
 * Writes McKernel dumps as BFD laid them out, in each of the container's historical variants.
 *
 * <p>Begin with {@link org.mckernel.testdumps.mckdump.MckdumpWriter}; {@link org.mckernel.testdumps.mckdump.Variant}
 * lists the variants.
 */
package org.mckernel.testdumps.mckdump;
