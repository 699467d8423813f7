package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.testdumps.fixture.ApplicationCapture;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/** Makes a process of the model that is a real program. */
public final class ModelApplication {
    private static final int PAGE = 4096;
    private static final Map<Character, Long> RIGHTS =
            Map.of('r', 0x1_0000L, 'w', 0x2_0000L, 'x', 0x4_0000L, 'p', 0x2000L, '-', 0L);

    private ModelApplication() {}

    /** A process with the program's memory, and its threads {@code pid}, {@code pid + 1} … that wait for Linux. */
    public static ModelProcess add(ApplicationCapture capture, ModelNode node, int pid, int cpu) {
        ModelProcess process = node.model().addProcess(pid, 1, ApplicationCapture.INSTALLED + "\0--grid=3x5");
        capture.ranges().forEach(range -> process.map(range(node, range)));
        for (int i = 0; i < capture.threads().size(); i++) {
            node.model()
                    .inProgram(
                            node.model().addThread(process, pid + i, cpu, Doing.OFFLOAD, Optional.empty()),
                            capture.threads().get(i));
        }
        return process;
    }

    private static ModelRange range(ModelNode node, ApplicationCapture.Memory memory) {
        long flags =
                memory.rights().chars().mapToLong(c -> RIGHTS.get((char) c)).sum();
        List<Range> runs = new ArrayList<>();
        long next = 0;
        for (Map.Entry<Integer, byte[]> page : new TreeMap<>(memory.pages()).entrySet()) {
            if (page.getKey() > next) {
                runs.add(ModelRange.hole((page.getKey() - next) * PAGE));
            }
            Range frame = node.pool().take(0, PAGE, PAGE).getFirst();
            node.machine().memory().write(frame.start(), page.getValue());
            runs.add(frame);
            next = page.getKey() + 1L;
        }
        boolean stack = memory.name().equals(Optional.of("[stack]"));
        return new ModelRange(
                memory.start(),
                memory.bytes(),
                flags | (stack ? 1 : 0),
                PAGE,
                runs,
                memory.name().filter(n -> n.startsWith("/")),
                memory.fileOffset());
    }
}
