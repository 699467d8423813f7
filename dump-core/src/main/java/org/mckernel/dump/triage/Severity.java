package org.mckernel.dump.triage;

/** How much a finding matters, the worst first. */
public enum Severity {
    /** The kernel went down by it. */
    FATAL,
    /** Something that cannot be right. */
    PROBLEM,
    /** Something that may explain what a person looks for. */
    HINT
}
