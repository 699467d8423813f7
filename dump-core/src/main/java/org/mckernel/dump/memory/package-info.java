/**
 * Physical memory of a dump: every byte is present, or has a reason why it is absent.
 *
 * <p>{@link org.mckernel.dump.memory.PhysicalMemory} is what every format provides and the only view that the layers
 * above have.
 */
package org.mckernel.dump.memory;
