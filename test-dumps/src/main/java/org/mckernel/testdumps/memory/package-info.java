/**
 * Memory of a simulated machine, which the writers of this module turn into dump files.
 *
 * <p>Begin with {@link org.mckernel.testdumps.memory.SimulatedMemory}.
 */
package org.mckernel.testdumps.memory;
