package org.mckernel.testdumps.linux;

/** Processors the simulated machines have. */
public enum Processor {
    X86_64,
    AARCH64
}
