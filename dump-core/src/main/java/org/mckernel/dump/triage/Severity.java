package org.mckernel.dump.triage;

/** Severity of a finding, the worst first. */
public enum Severity {
    /** The cause of the panic. */
    FATAL,
    /** An inconsistency or a problem. */
    PROBLEM,
    /** Something that may help to explain a problem. */
    HINT
}
