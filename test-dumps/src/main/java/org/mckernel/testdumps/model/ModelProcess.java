package org.mckernel.testdumps.model;

/**
 * A process of the model.
 *
 * @param pid number
 * @param ppid its parent's number
 * @param command its command line, arguments parted by NUL
 * @param address virtual address of its {@code struct process}
 * @param memory physical address of its pages
 * @param bytes how many bytes of them
 */
public record ModelProcess(int pid, int ppid, String command, long address, long memory, long bytes) {}
