/**
 * Files that are known by their first bytes and not read.
 *
 * <p>{@link org.mckernel.dump.format.recognised.RecognisedFormats} gives a name and a hint what to do, so that an error
 * can say more than "unknown". Signatures are those that {@code file} and crash go by.
 */
package org.mckernel.dump.format.recognised;
