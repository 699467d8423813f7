package org.mckernel.dump.triage;

import java.util.List;

/** A rule. It reports what it finds, and nothing where the dump does not hold what it needs. */
@FunctionalInterface
public interface Detector {
    /** What it finds in a dump. */
    List<Finding> findings(AnalysisContext scene);
}
