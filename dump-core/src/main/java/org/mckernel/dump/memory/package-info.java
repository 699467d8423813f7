/**
 * Physical memory as a dump knows it: every byte is there, or says why it is not.
 *
 * <p>{@link org.mckernel.dump.memory.PhysicalMemory} is what every format opens to and all that the layers above see.
 */
package org.mckernel.dump.memory;
