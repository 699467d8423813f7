package org.mckernel.dump.triage;

import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.PracticeMachine;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.unwind.Locals;
import org.mckernel.dump.unwind.Stacks;

/** What detectors look at, of a captured practice kernel or one with damage. */
final class TriageScene {
    private TriageScene() {}

    static AnalysisContext of(PracticeMachine machine) {
        return of(machine.kernel());
    }

    static AnalysisContext of(PracticeMachine machine, PhysicalMemory memory) {
        return of(machine.kernel(memory));
    }

    private static AnalysisContext of(McKernel kernel) {
        Stacks stacks = new Stacks(kernel);
        try {
            MemoryReader physical = kernel.data().physical();
            Optional<KernelLog> log =
                    KernelLog.of(physical.bytes(physical.i64(kernel.data().variable("boot_param_pa") + 40), 4 << 20));
            Locals locals = new Locals(
                    kernel.data(), TypeCatalog.of(kernel.data().image().elf()), stacks);
            return new AnalysisContext(kernel, stacks, locals, log);
        } catch (MalformedFileException | AbsentMemoryException | KernelDataException e) {
            throw new AssertionError(e);
        }
    }
}
