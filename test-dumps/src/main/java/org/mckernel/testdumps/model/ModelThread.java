package org.mckernel.testdumps.model;

import java.util.Optional;

/**
 * A thread of the model.
 *
 * @param tid number
 * @param process its process
 * @param cpu its CPU
 * @param doing what it does
 * @param waitsFor the lock it waits for: a, b or c
 * @param address virtual address of its {@code struct thread}
 */
public record ModelThread(
        int tid, ModelProcess process, int cpu, Doing doing, Optional<String> waitsFor, long address) {}
