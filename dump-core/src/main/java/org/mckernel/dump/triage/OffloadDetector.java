package org.mckernel.dump.triage;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.memory.AbsentMemoryException;

/** Threads that wait for Linux to answer a system call. */
final class OffloadDetector implements Detector {
    private static final int MOST_SHOWN = 20;

    @Override
    public List<Finding> findings(Scene scene) {
        KernelData data = scene.kernel().data();
        List<String> evidence = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        int count = 0;
        for (ThreadView thread : scene.kernel().threads().all()) {
            if (!thread.isIdle() && !thread.onCpu() && offloads(data, thread)) {
                count++;
                if (count <= MOST_SHOWN) {
                    evidence.add("%s, in %s".formatted(Scene.name(thread), scene.stacks().where(thread)));
                    thread.tid().ifPresent(tid -> commands.add("bt " + tid));
                }
            }
        }
        return count == 0
                ? List.of()
                : List.of(new Finding(Severity.HINT, "%d %s for Linux to answer a system call".formatted(count,
                        count == 1 ? "thread waits" : "threads wait"), evidence, commands));
    }

    private static boolean offloads(KernelData data, ThreadView thread) {
        try {
            OptionalLong offset = data.findOffset("thread", "in_syscall_offload");
            return offset.isPresent() && (int) data.virtual().i64(thread.address() + offset.getAsLong()) != 0;
        } catch (KernelDataException | UnmappedAddressException | AbsentMemoryException e) {
            return false;
        }
    }
}
