package org.mckernel.lifecycle.ihk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/** Counts how trials ended, and leaves the counts in {@code target/node-trials.txt}. */
final class Counts {
    private static final Path FILE = Path.of("target", "node-trials.txt");

    private final Map<String, Integer> counts = new TreeMap<>();

    void add(String outcome) {
        counts.merge(outcome, 1, Integer::sum);
    }

    int of(String outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    /** Prints and keeps them. */
    void tell(String title) throws IOException {
        StringBuilder text = new StringBuilder(title + "\n");
        counts.forEach((outcome, count) -> text.append("%6d  %s%n".formatted(count, outcome)));
        System.out.print(text);
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
