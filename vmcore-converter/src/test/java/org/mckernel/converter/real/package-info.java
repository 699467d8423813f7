/**
 * Conversions of real vmcores that QEMU and makedumpfile wrote, whose truth was told by the guest itself. They run
 * where such vmcores are: README says how to make them.
 */
package org.mckernel.converter.real;
