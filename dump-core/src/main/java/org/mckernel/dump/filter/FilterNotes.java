package org.mckernel.dump.filter;

import java.util.ArrayList;
import java.util.List;

/** Problems found, one line each; a broken table may have many errors, so the lines are bounded. */
final class FilterNotes {
    private static final int MOST = 8;

    private final List<String> lines = new ArrayList<>();
    private long more;

    void add(String line) {
        if (lines.size() < MOST) {
            lines.add(line);
        } else {
            more++;
        }
    }

    List<String> lines() {
        List<String> all = new ArrayList<>(lines);
        if (more > 0) {
            all.add("and %d more like these".formatted(more));
        }
        return List.copyOf(all);
    }
}
