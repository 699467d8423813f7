package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;

/** Lists and tables of the kernel that could not be followed to their ends. */
final class BrokenListDetector implements Detector {
    @Override
    public List<Finding> findings(AnalysisContext scene) {
        List<Finding> findings = new ArrayList<>();
        List<String> notes = new ArrayList<>(scene.kernel().notes());
        notes.addAll(scene.kernel().threads().notes());
        notes.addAll(scene.kernel().processes().notes());
        for (String note : notes.stream().distinct().toList()) {
            findings.add(new Finding(Severity.PROBLEM, note, List.of(), List.of("doctor")));
        }
        return findings;
    }
}
