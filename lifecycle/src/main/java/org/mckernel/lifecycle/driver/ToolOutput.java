package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.mckernel.lifecycle.node.OsStatus;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;
import org.mckernel.lifecycle.request.RequestException;

/**
 * What IHK's tools print. They print diagnostics to their standard output, too: an answer is the one line that has the
 * form of one, and no other text is taken for an answer.
 */
final class ToolOutput {
    private static final Pattern CPUS = Pattern.compile("[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*");
    private static final Pattern MEMORY = Pattern.compile("[0-9]+@[0-9]+(,[0-9]+@[0-9]+)*");
    private static final Pattern ROUTES = Pattern.compile("[0-9,-]+:[0-9]+(\\+[0-9,-]+:[0-9]+)*");
    private static final Pattern STATUS = Pattern.compile("[A-Z]+");
    private static final Pattern BUILD_ID = Pattern.compile("\\S{1,255}");

    private ToolOutput() {}

    /** CPU numbers in the order printed. */
    static List<Integer> cpus(String what, String printed) throws IOException {
        Optional<String> line = line(what, printed, CPUS);
        try {
            return line.isEmpty() ? List.of() : CpuList.parse(what, line.get()).cpus();
        } catch (RequestException e) {
            throw notUnderstood(what, line.get());
        }
    }

    /** {@code bytes@node}, comma separated. */
    static List<MemoryChunk> memory(String what, String printed) throws IOException {
        Optional<String> line = line(what, printed, MEMORY);
        List<MemoryChunk> chunks = new ArrayList<>();
        try {
            for (String item : line.map(l -> l.split(",", -1)).orElse(new String[0])) {
                int at = item.indexOf('@');
                chunks.add(chunk(Long.parseLong(item.substring(0, at)), Integer.parseInt(item.substring(at + 1))));
            }
        } catch (IllegalArgumentException e) {
            throw notUnderstood(what, line.get());
        }
        return List.copyOf(chunks);
    }

    private static MemoryChunk chunk(long bytes, int node) {
        if (bytes <= 0 || node > MemoryList.MAX_NODE) {
            throw new IllegalArgumentException();
        }
        return new MemoryChunk(bytes, node);
    }

    static Optional<IkcMap> routes(String what, String printed) throws IOException {
        Optional<String> line = line(what, printed, ROUTES);
        try {
            return line.isEmpty() ? Optional.empty() : Optional.of(IkcMap.parse(what, line.get()));
        } catch (RequestException e) {
            throw notUnderstood(what, line.get());
        }
    }

    static OsStatus status(String what, String printed) throws IOException {
        String line = line(what, printed, STATUS).orElse("");
        return Arrays.stream(OsStatus.values())
                .filter(s -> s.userName().equals(line))
                .findFirst()
                .orElseThrow(() -> notUnderstood(what, printed));
    }

    static Optional<String> buildId(String what, String printed) throws IOException {
        return line(what, printed, BUILD_ID);
    }

    /** The only line of that form; empty if nothing was printed. */
    private static Optional<String> line(String what, String printed, Pattern form) throws IOException {
        List<String> all =
                printed.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
        List<String> answers =
                all.stream().filter(l -> form.matcher(l).matches()).toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        if (answers.size() != 1) {
            throw notUnderstood(what, printed);
        }
        return Optional.of(answers.getFirst());
    }

    private static IOException notUnderstood(String what, String printed) {
        String shown = printed.strip().replaceAll("[\\p{Cntrl}]+", " | ");
        return new IOException("%s: unexpected answer: \"%s\""
                .formatted(what, shown.length() > 100 ? shown.substring(0, 100) + "…" : shown));
    }
}
