/**
 * Conversions of real vmcores that QEMU and makedumpfile wrote, whose expected content was reported by the guest
 * itself. They run where such vmcores are available: README describes how to create them.
 */
package org.mckernel.converter.real;
