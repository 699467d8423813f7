/**
 * Writes kdump-compressed files of any header version, and the older diskdump.
 *
 * <p>Begin with {@link org.mckernel.testdumps.kdump.KdumpWriter}; {@link org.mckernel.testdumps.kdump.Codec}
 * compresses its pages.
 */
package org.mckernel.testdumps.kdump;
