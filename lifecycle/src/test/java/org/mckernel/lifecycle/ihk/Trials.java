package org.mckernel.lifecycle.ihk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.mckernel.lifecycle.node.NodeException;

/**
 * Trials of one operation on copies of one node, as many at a time as there are processors. What went wrong is
 * collected, so that one run shows all; how they ended is counted, printed, and left in {@code target/node-trials.txt}.
 */
final class Trials {
    private static final Path FILE = Path.of("target", "node-trials.txt");

    private final Path dir;
    private final Map<String, Integer> counts = Collections.synchronizedMap(new TreeMap<>());
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    /** What is done to a copy. */
    @FunctionalInterface
    interface Attempt<T> {
        void on(NodeTrial trial, T item) throws Exception;
    }

    Trials(Path dir) {
        this.dir = dir;
    }

    /** Tries with each of {@code items}. */
    <T> void each(List<T> items, NodeTrial template, Attempt<T> attempt) throws Exception {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < items.size(); i++) {
                T item = items.get(i);
                Path directory = dir.resolve("trial" + i);
                all.add(threads.submit(() -> {
                    NodeTrial trial = template.copy(directory);
                    try {
                        attempt.on(trial, item);
                    } catch (IOException | NodeException | AssertionError e) {
                        problem(item, e.toString());
                    }
                    trial.remove();
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    void count(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    int counted(String outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    void problem(Object which, String what) {
        problems.add(which + ": " + what);
    }

    /** Holds a node's state to what it should be. */
    void same(Object which, Map<String, String> now, Map<String, String> expected) {
        if (!now.equals(expected)) {
            problem(which, difference(now, expected).toString());
        }
    }

    /** The files that differ, with both contents. */
    private static Map<String, String> difference(Map<String, String> now, Map<String, String> expected) {
        Map<String, String> all = new TreeMap<>();
        now.forEach((file, text) -> all.put(file, text + " instead of " + expected.get(file)));
        expected.forEach((file, text) -> all.putIfAbsent(file, "nothing instead of " + text));
        all.keySet().removeIf(file -> now.containsKey(file) && now.get(file).equals(expected.get(file)));
        return all;
    }

    /** Prints the counts; nothing may have gone wrong. */
    void finish(String title) throws IOException {
        StringBuilder text = new StringBuilder(title + "\n");
        counts.forEach((outcome, count) -> text.append("%6d  %s%n".formatted(count, outcome)));
        System.out.print(text);
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(problems).isEmpty();
    }
}
