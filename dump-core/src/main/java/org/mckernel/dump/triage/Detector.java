package org.mckernel.dump.triage;

import java.util.List;

/** A rule. It reports its findings, and nothing where the dump does not contain the data that it needs. */
@FunctionalInterface
public interface Detector {
    /** The findings in a dump. */
    List<Finding> findings(AnalysisContext context);
}
