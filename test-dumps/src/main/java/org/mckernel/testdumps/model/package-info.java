/**
 * A whole kernel in memory without running it: the practice kernel's image with CPUs, threads, processes, free memory
 * and stacks laid out along its real calls. Offsets are those of {@code practice-kernel/layout.h}.
 *
 * <p>{@link org.mckernel.testdumps.model.ModelNode} boots a machine of any shape and gives programs pages out of its
 * {@link org.mckernel.testdumps.model.PagePool}; {@link org.mckernel.testdumps.model.MachineModel} writes the kernel
 * and knows which pages a dump level leaves out; {@link org.mckernel.testdumps.model.ModelFaults} damages it;
 * {@link org.mckernel.testdumps.model.VmcoreFile} writes the vmcore.
 */
package org.mckernel.testdumps.model;
