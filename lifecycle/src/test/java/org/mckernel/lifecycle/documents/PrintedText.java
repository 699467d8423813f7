package org.mckernel.lifecycle.documents;

import java.util.List;
import java.util.regex.Pattern;

/** Compares what a document shows with what was printed; times, rates and dates may differ. */
final class PrintedText {
    private static final Pattern TIME = Pattern.compile("\\b\\d+(\\.\\d+)? (ms|s|min)\\b");
    private static final Pattern RATE = Pattern.compile("\\b\\d+(\\.\\d+)? ([KMG]i?)?B/s");
    private static final Pattern DATE = Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");

    private PrintedText() {}

    static boolean alike(List<String> shown, List<String> printed) {
        return constant(shown).equals(constant(printed));
    }

    private static List<String> constant(List<String> lines) {
        return lines.stream()
                .map(String::stripTrailing)
                .map(l -> TIME.matcher(l).replaceAll("TIME"))
                .map(l -> RATE.matcher(l).replaceAll("RATE"))
                .map(l -> DATE.matcher(l).replaceAll("DATE"))
                .toList();
    }
}
