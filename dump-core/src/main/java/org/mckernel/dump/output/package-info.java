/**
 * Files that a program writes for its user: whole and checked under their name, or not there.
 *
 * <p>Begin with {@link org.mckernel.dump.output.PartialFile}.
 */
package org.mckernel.dump.output;
