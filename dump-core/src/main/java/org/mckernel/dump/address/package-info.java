/**
 * Virtual to physical addresses, for any page table that a processor of {@code arch} uses. Knows no file format.
 *
 * <p>Begin with {@link org.mckernel.dump.address.AddressSpace}, a translation with its evidence;
 * {@link org.mckernel.dump.address.PageTables} walks tables and {@link org.mckernel.dump.address.VirtualMemory} reads
 * through them.
 */
package org.mckernel.dump.address;
