/**
 * A whole kernel in memory without running it: the practice kernel's image with CPUs, threads, processes, free memory and
 * stacks laid out along its real calls. Offsets are those of {@code practice-kernel/layout.h}.
 */
package org.mckernel.testdumps.model;
