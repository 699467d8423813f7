package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;

/** Lists and tables of the kernel that could not be followed to the end. */
final class BrokenListDetector implements Detector {
    @Override
    public List<Finding> findings(AnalysisContext context) {
        List<Finding> findings = new ArrayList<>();
        List<String> notes = new ArrayList<>(context.kernel().notes());
        notes.addAll(context.kernel().threads().notes());
        notes.addAll(context.kernel().processes().notes());
        for (String note : notes.stream().distinct().toList()) {
            findings.add(new Finding(Severity.PROBLEM, note, List.of(), List.of("doctor")));
        }
        return findings;
    }
}
