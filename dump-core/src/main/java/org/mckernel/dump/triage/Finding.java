package org.mckernel.dump.triage;

import java.util.List;

/**
 * A finding of a detector.
 *
 * @param severity its severity
 * @param title one sentence
 * @param evidence its evidence, one sentence each
 * @param commands of the analyser that show it
 */
public record Finding(Severity severity, String title, List<String> evidence, List<String> commands) {
    public Finding {
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
    }
}
