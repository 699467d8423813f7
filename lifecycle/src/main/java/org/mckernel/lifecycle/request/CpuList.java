package org.mckernel.lifecycle.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * CPUs by Linux's numbers, in the order given: McKernel numbers its own CPUs in that order.
 *
 * @param cpus each once, at least one, each from 0 to {@value #MAX_CPU}
 */
public record CpuList(List<Integer> cpus) {
    /** IHK's driver knows 512 CPUs. */
    public static final int MAX_CPU = 511;

    public CpuList {
        cpus = List.copyOf(cpus);
    }

    /**
     * Reads {@code 1,4-7}.
     *
     * @param option how an error names the option
     */
    public static CpuList parse(String option, String value) throws RequestException {
        Cursor cursor = new Cursor(option, value);
        List<Integer> cpus = read(cursor, new HashSet<>());
        cursor.end("\",\", \"-\" or the end");
        return new CpuList(cpus);
    }

    /** Reads items up to where the list ends; {@code seen} collects them, and refuses any that it knows. */
    static List<Integer> read(Cursor cursor, Set<Integer> seen) throws RequestException {
        List<Integer> cpus = new ArrayList<>();
        do {
            int start = cursor.index();
            int first = (int) cursor.number("a CPU number", MAX_CPU);
            int last = first;
            if (cursor.accept('-')) {
                last = (int) cursor.number("a CPU number", MAX_CPU);
                if (last < first) {
                    throw cursor.wrong(
                            start, "the range %d-%d runs backwards; write %d-%d".formatted(first, last, last, first));
                }
            }
            for (int cpu = first; cpu <= last; cpu++) {
                if (!seen.add(cpu)) {
                    throw cursor.wrong(start, "CPU %d is named twice".formatted(cpu));
                }
                cpus.add(cpu);
            }
        } while (cursor.accept(','));
        return cpus;
    }

    /** The list in the form of the option: ascending runs become ranges, the order is kept. */
    public String text() {
        return text(cpus);
    }

    /** As {@link #text()}, for any numbers; {@code none} for no number. */
    public static String text(List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); ) {
            int last = i;
            while (last + 1 < numbers.size() && numbers.get(last + 1) == numbers.get(last) + 1) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(numbers.get(i));
            if (last > i) {
                text.append('-').append(numbers.get(last));
            }
            i = last + 1;
        }
        return text.toString();
    }
}
