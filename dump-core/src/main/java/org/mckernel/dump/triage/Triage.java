package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All rules, one after the other. */
public final class Triage {
    private static final List<Detector> DETECTORS = List.of(
            new PanicDetector(),
            new LockDetector(),
            new BrokenListDetector(),
            new SilentCpuDetector(),
            new OffloadDetector(),
            new FreeMemoryDetector());

    private Triage() {}

    /** What all rules find, the worst first. */
    public static List<Finding> of(AnalysisContext scene) {
        List<Finding> findings = new ArrayList<>();
        for (Detector detector : DETECTORS) {
            findings.addAll(detector.findings(scene));
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return findings;
    }
}
