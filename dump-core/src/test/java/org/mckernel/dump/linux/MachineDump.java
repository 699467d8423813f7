package org.mckernel.dump.linux;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.Processor;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** A simulated machine as an opened dump, without a file. */
public record MachineDump(LinuxMachine machine, boolean withVmcoreinfo) implements Dump, PhysicalMemory {
    public static MachineDump of(LinuxMachine machine) {
        return new MachineDump(machine, true);
    }

    @Override
    public String format() {
        return "simulated";
    }

    @Override
    public PhysicalMemory memory() {
        return this;
    }

    @Override
    public Optional<Architecture> architecture() {
        return Architecture.ofName(machine.layout().processor() == Processor.X86_64 ? "x86_64" : "aarch64");
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return withVmcoreinfo ? Optional.of(Vmcoreinfo.parse(machine.vmcoreinfo())) : Optional.empty();
    }

    @Override
    public Optional<String> release() {
        return Optional.of(machine.release().text());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public Optional<Integer> filterLevel() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        long done = 0;
        while (done < length && presence(address + done) == Presence.PRESENT) {
            long inPage = pageSize() - ((address + done) & (pageSize() - 1));
            int count = (int) Math.min(inPage, length - done);
            MemorySegment.copy(
                    MemorySegment.ofArray(machine.memory().read(address + done, count)),
                    0,
                    target,
                    targetOffset + done,
                    count);
            done += count;
        }
        return done;
    }

    @Override
    public Presence presence(long address) {
        long pfn = address >>> Long.numberOfTrailingZeros(pageSize());
        if (!machine.memory().isRam(pfn)) {
            return Presence.NOT_IN_DUMP;
        }
        return machine.memory().fateOf(pfn) == SimulatedMemory.Fate.DUMPED ? Presence.PRESENT : Presence.EXCLUDED;
    }

    @Override
    public Extent extent(long address, long limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long nextPresent(long address, long end) {
        for (SimulatedMemory.Range ram : machine.memory().ram()) {
            long from = Math.max(address, ram.start());
            for (long at = from; at < Math.min(end, ram.end()); at = (at | (pageSize() - 1)) + 1) {
                if (presence(at) == Presence.PRESENT) {
                    return at;
                }
            }
        }
        return -1;
    }

    @Override
    public long end() {
        return machine.memory().maxPfn() * pageSize();
    }

    @Override
    public long pageSize() {
        return machine.memory().pageSize();
    }
}
