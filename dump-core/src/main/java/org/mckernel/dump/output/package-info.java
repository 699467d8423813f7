/**
 * Output files: complete and verified under their name, or absent.
 *
 * <p>Begin with {@link org.mckernel.dump.output.PartialFile}.
 */
package org.mckernel.dump.output;
