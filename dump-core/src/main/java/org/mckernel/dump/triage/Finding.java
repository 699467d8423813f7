package org.mckernel.dump.triage;

import java.util.List;

/**
 * What a rule has found.
 *
 * @param severity how much it matters
 * @param title one sentence
 * @param evidence what it rests on, a sentence each
 * @param commands of the analyser that show it
 */
public record Finding(Severity severity, String title, List<String> evidence, List<String> commands) {
    public Finding {
        evidence = List.copyOf(evidence);
        commands = List.copyOf(commands);
    }
}
