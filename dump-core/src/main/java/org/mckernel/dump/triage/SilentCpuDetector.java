package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.SavedRegisters;

/** CPUs that the dump NMI did not reach: their state is unknown. */
final class SilentCpuDetector implements Detector {
    @Override
    public List<Finding> findings(AnalysisContext context) {
        List<Finding> findings = new ArrayList<>();
        for (CpuView cpu : context.kernel().cpus()) {
            SavedRegisters saved = context.stacks().ofCpu(cpu.id());
            if (saved.source() == SavedRegisters.Source.NONE) {
                findings.add(new Finding(
                        Severity.HINT,
                        "CPU %d has no saved registers".formatted(cpu.id()),
                        List.of(saved.note()),
                        List.of("info threads")));
            }
        }
        return findings;
    }
}
