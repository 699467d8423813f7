/**
 * Dump files that are recognised but not supported: other kernels' and hypervisors' formats.
 *
 * <p>{@link org.mckernel.dump.format.unsupported.UnsupportedFormats} returns a name and an advice, so that an error
 * line can say more than "unknown format".
 */
package org.mckernel.dump.format.unsupported;
