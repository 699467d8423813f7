/**
 * Files that look like a dump and are not one this program reads: other kernels' and hypervisors' formats.
 *
 * <p>{@link org.mckernel.dump.format.unsupported.UnsupportedFormats} gives a name and a hint what to do, so that an
 * error line can say more than "unknown format".
 */
package org.mckernel.dump.format.unsupported;
