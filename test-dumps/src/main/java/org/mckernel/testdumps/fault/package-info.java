/**
 * Damage to files, chosen by the test: cut short, bits flipped, fields overwritten.
 *
 * <p>Begin with {@link org.mckernel.testdumps.fault.Faults}.
 */
package org.mckernel.testdumps.fault;
