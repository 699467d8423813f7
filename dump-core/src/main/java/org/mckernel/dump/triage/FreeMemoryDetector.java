package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.memory.FreeMemory;

/** NUMA nodes with few free pages. */
final class FreeMemoryDetector implements Detector {
    private static final long LOW_FRACTION = 100;

    @Override
    public List<Finding> findings(AnalysisContext context) {
        List<Finding> findings = new ArrayList<>();
        try {
            for (FreeMemory.NumaNode node : new FreeMemory(context.kernel().data()).nodes()) {
                long pages = node.pages().orElse(0);
                long free = node.freePages().orElse(Long.MAX_VALUE);
                if (pages > 0 && free < pages / LOW_FRACTION) {
                    findings.add(new Finding(
                            Severity.HINT,
                            "NUMA node %d is short of memory".formatted(node.id()),
                            List.of("%d of %d pages are free".formatted(free, pages)),
                            List.of("kmem")));
                }
            }
        } catch (KernelDataException e) {
            // the kernel's nodes cannot be found; doctor reports it
        }
        return findings;
    }
}
