package org.mckernel.lifecycle.ihk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/**
 * What an operation does on a node in a directory when nothing goes wrong.
 *
 * @param operation its name
 * @param template a node that it can be performed on; to be copied
 * @param pristine the node's state before anything was ever done to it
 * @param before its state before the operation
 * @param after its state after it
 * @param steps the steps of the plan
 * @param calls the programs that were started, each with which start of that program it was
 */
record Rehearsal(
        String operation,
        NodeTrial template,
        NavigableMap<String, String> pristine,
        NavigableMap<String, String> before,
        NavigableMap<String, String> after,
        List<String> steps,
        List<Call> calls) {
    /**
     * One start of a program.
     *
     * @param program its name
     * @param nth 1 for its first start
     * @param line with its arguments
     */
    record Call(String program, int nth, String line) {}

    static Rehearsal of(String operation, Path directory, String... options) throws Exception {
        NodeTrial template = NodeTrial.in(directory.resolve("template"), options);
        NavigableMap<String, String> pristine = template.snapshot();
        template.prepare(operation);
        NavigableMap<String, String> before = template.snapshot();
        NodeTrial trial = template.copy(directory.resolve("rehearsal"));
        Set<String> steps = new LinkedHashSet<>();
        trial.perform(trial.node((step, _) -> steps.add(step)), operation);
        Rehearsal rehearsal = new Rehearsal(
                operation, template, pristine, before, trial.snapshot(), List.copyOf(steps), calls(trial.calls()));
        trial.remove();
        return rehearsal;
    }

    /** Numbers the starts of each program. */
    static List<Call> calls(List<String> lines) {
        Map<String, Integer> counts = new HashMap<>();
        List<Call> calls = new ArrayList<>();
        for (String line : lines) {
            String program = line.substring(0, (line + " ").indexOf(' '));
            calls.add(new Call(program, counts.merge(program, 1, Integer::sum), line));
        }
        return calls;
    }
}
