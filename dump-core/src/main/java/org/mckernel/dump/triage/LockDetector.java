package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deadlocks (cycles of threads that wait for each other's locks), and contended locks. */
final class LockDetector implements Detector {
    private static final int MOST_SHOWN = 20;

    @Override
    public List<Finding> findings(AnalysisContext context) {
        LockSurvey survey = new LockSurvey(context);
        List<Finding> findings = new ArrayList<>();
        List<LockWait> inCycles = new ArrayList<>();
        for (List<LockWait> cycle : survey.cycles()) {
            inCycles.addAll(cycle);
            findings.add(deadlock(context, cycle));
        }
        Map<Long, List<LockWait>> others = new LinkedHashMap<>();
        for (LockWait wait : survey.waits()) {
            if (!inCycles.contains(wait)) {
                others.computeIfAbsent(wait.lock(), _ -> new ArrayList<>()).add(wait);
            }
        }
        others.values().forEach(waits -> findings.add(contention(context, waits)));
        return findings;
    }

    private static Finding deadlock(AnalysisContext context, List<LockWait> cycle) {
        List<String> evidence = cycle.stream()
                .limit(MOST_SHOWN)
                .map(wait -> "%s waits for %s %s, held by %s"
                        .formatted(
                                AnalysisContext.name(wait.thread()),
                                wait.type(),
                                context.name(wait.lock()),
                                AnalysisContext.name(wait.owner().orElseThrow())))
                .toList();
        String title = cycle.size() == 1
                ? "deadlock: a thread waits for a lock that it holds itself"
                : "deadlock: %d threads wait for each other's locks".formatted(cycle.size());
        return new Finding(Severity.PROBLEM, title, evidence, stacks(cycle));
    }

    private static List<String> stacks(List<LockWait> waits) {
        return waits.stream()
                .limit(MOST_SHOWN)
                .map(LockWait::thread)
                .map(t -> "bt "
                        + (t.tid().isPresent() ? Integer.toString(t.tid().getAsInt()) : "0x%x".formatted(t.address())))
                .toList();
    }

    private static Finding contention(AnalysisContext context, List<LockWait> waits) {
        LockWait first = waits.getFirst();
        List<String> evidence = new ArrayList<>();
        String title = "%d %s for %s %s"
                .formatted(
                        waits.size(),
                        waits.size() == 1 ? "thread waits" : "threads wait",
                        first.type(),
                        context.name(first.lock()));
        evidence.add("waiting: "
                + String.join(
                        ", ",
                        waits.stream()
                                .limit(MOST_SHOWN)
                                .map(w -> AnalysisContext.name(w.thread()))
                                .toList())
                + (waits.size() > MOST_SHOWN ? ", …" : ""));
        evidence.add(
                first.owner().isPresent()
                        ? "held by %s, in %s"
                                .formatted(
                                        AnalysisContext.name(first.owner().get()),
                                        context.stacks().where(first.owner().get()))
                        : "the lock does not record its owner");
        return new Finding(Severity.HINT, title, evidence, stacks(waits.subList(0, 1)));
    }
}
