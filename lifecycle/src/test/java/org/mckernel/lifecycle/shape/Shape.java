package org.mckernel.lifecycle.shape;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.mckernel.testdumps.model.ModelNode;

/**
 * A row of the table of shapes.
 *
 * @param id {@code live-} for a dump that McKernel makes of itself, {@code panic-} for one that Linux makes
 * @param memory chunks, as in the table
 * @param programs what programs map: as many ranges, of that size
 * @param level dump level
 * @param variations what else is special
 */
record Shape(String id, List<Chunks> memory, List<Chunks> programs, int level, Set<String> variations, String text) {
    static final String DESTROYED_TABLES = "destroyed-tables";
    static final String DESTROYED_FREE_TREE = "destroyed-free-tree";
    static final String TWO_BUSY_CPUS = "two-busy-CPUs";

    /** {@code count} things of {@code bytes}; of memory, on a NUMA node. */
    record Chunks(int count, long bytes, int node) {}

    static List<Shape> all() throws IOException {
        try (InputStream stream = Shape.class.getResourceAsStream("/shape/shapes.txt")) {
            return new String(stream.readAllBytes(), UTF_8)
                    .lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(Shape::parse)
                    .toList();
        }
    }

    static Shape parse(String line) {
        String[] words = line.split(" ", -1);
        return new Shape(
                words[0],
                chunks(words[1]),
                chunks(words[2]),
                Integer.parseInt(words[3]),
                words.length > 4 ? Set.of(words[4].split(",", -1)) : Set.of(),
                line);
    }

    private static List<Chunks> chunks(String text) {
        List<Chunks> all = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            String[] pieces = part.split("[x@-]", -1);
            int count = Integer.parseInt(pieces[0]);
            int first = pieces.length > 2 ? Integer.parseInt(pieces[2]) : 0;
            int last = pieces.length > 3 ? Integer.parseInt(pieces[3]) : first;
            for (int node = first; node <= last; node++) {
                all.add(new Chunks(count / (last - first + 1), bytes(pieces[1]), node));
            }
        }
        return List.copyOf(all);
    }

    private static long bytes(String text) {
        long number = Long.parseLong(text.substring(0, text.length() - 1));
        return number
                << switch (text.charAt(text.length() - 1)) {
                    case 'K' -> 10;
                    case 'M' -> 20;
                    default -> 30;
                };
    }

    boolean live() {
        return id.startsWith("live");
    }

    /** A node with memory of this shape; every size is divided by {@code scale}. */
    ModelNode.Builder node(int scale) {
        ModelNode.Builder node = ModelNode.builder();
        memory.forEach(m -> node.memory(m.count, m.bytes / scale, m.node));
        return node;
    }

    /** What the chunks have together, less what the bootstrap chunk has more. */
    long bytes(int scale) {
        return memory.stream().mapToLong(m -> m.count * (m.bytes / scale)).sum();
    }

    @Override
    public String toString() {
        return text;
    }
}
