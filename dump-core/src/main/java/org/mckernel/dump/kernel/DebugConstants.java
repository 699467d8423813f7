package org.mckernel.dump.kernel;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;

/**
 * The table {@code debug_constants[]} that McKernel keeps for analysers: a few offsets, terminated by −1. Its length
 * determines the historical variant: 11 entries with the idle thread (since July 2016), 10 without it. The older of the
 * two tables of 10 entries (February to October 2015) is from when a thread was a {@code struct process} whose number
 * and state were in a {@code fork_tree_node}: there the last three offsets are adjacent members of one structure, while
 * in the newer table the process's and the thread's numbers are in separate structures, far apart.
 */
public final class DebugConstants implements StructureLayouts {
    private static final String SYMBOL = "debug_constants";
    private static final int MOST = 16;
    private static final List<String> WITH_IDLE = List.of(
            "cpu_local_var",
            "cpu_local_var.current",
            "cpu_local_var.runq",
            "cpu_local_var.status",
            "cpu_local_var.idle",
            "thread.ctx",
            "thread.sched_list",
            "thread.proc",
            "thread.status",
            "process.pid",
            "thread.tid");
    private static final List<String> WITHOUT_IDLE =
            WITH_IDLE.stream().filter(n -> !n.endsWith(".idle")).toList();

    /** Maximum distance of the two numbers in a fork_tree_node. */
    private static final int NEIGHBOURS = 8;

    private final Map<String, Long> values;
    private final boolean forkTree;

    private DebugConstants(Map<String, Long> values, boolean forkTree) {
        this.values = values;
        this.forkTree = forkTree;
    }

    /**
     * Reads the table from the image itself.
     *
     * @return empty when the image has none, or an unknown variant
     * @throws MalformedFileException when the image's symbols cannot be read
     */
    public static Optional<DebugConstants> of(KernelImage image) throws MalformedFileException {
        Optional<Symbol> symbol = image.symbols().find(SYMBOL);
        if (symbol.isEmpty()) {
            return Optional.empty();
        }
        long[] words = new long[MOST];
        int count = 0;
        while (count < MOST) {
            Optional<MemorySegment> word = image.bytes(symbol.get().value() + 8L * count, 8);
            if (word.isEmpty()) {
                return Optional.empty();
            }
            words[count] = word.get().get(ByteSource.LE64, 0);
            if (words[count] == -1) {
                break;
            }
            count++;
        }
        List<String> names = count == WITH_IDLE.size() ? WITH_IDLE : count == WITHOUT_IDLE.size() ? WITHOUT_IDLE : null;
        if (names == null) {
            return Optional.empty();
        }
        Map<String, Long> values = new HashMap<>();
        for (int i = 0; i < count; i++) {
            values.put(names.get(i), words[i]);
        }
        boolean forkTree = names.equals(WITHOUT_IDLE)
                && Math.abs(values.get("thread.tid") - values.get("process.pid")) <= NEIGHBOURS;
        return Optional.of(new DebugConstants(values, forkTree));
    }

    @Override
    public boolean threadInForkTree() {
        return forkTree;
    }

    @Override
    public String source() {
        return SYMBOL;
    }

    @Override
    public OptionalLong offset(String structure, String member) {
        Long value = values.get(structure + "." + member);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public OptionalLong size(String structure) {
        Long value = values.get(structure);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    @Override
    public OptionalLong memberSize(String structure, String member) {
        return OptionalLong.empty();
    }
}
