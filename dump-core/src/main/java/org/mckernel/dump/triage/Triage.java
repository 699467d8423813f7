package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Runs all detectors. */
public final class Triage {
    private static final List<Detector> DETECTORS = List.of(
            new PanicDetector(),
            new LockDetector(),
            new BrokenListDetector(),
            new SilentCpuDetector(),
            new OffloadDetector(),
            new FreeMemoryDetector());

    private Triage() {}

    /** The findings of all detectors, the worst first. */
    public static List<Finding> of(AnalysisContext context) {
        List<Finding> findings = new ArrayList<>();
        for (Detector detector : DETECTORS) {
            findings.addAll(detector.findings(context));
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }
}
