package org.mckernel.dump.format.elfcore;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

/** An opened ELF vmcore. */
public final class ElfCore implements Dump {
    private final Architecture architecture;
    private final PhysicalMemory memory;
    private final Vmcoreinfo vmcoreinfo;
    private final int processors;
    private final boolean fromQemu;
    private final List<String> warnings;

    ElfCore(Architecture architecture, PhysicalMemory memory, CoreNotes notes, List<String> warnings) {
        this.architecture = architecture;
        this.memory = memory;
        this.vmcoreinfo = notes.vmcoreinfo().orElse(null);
        this.processors = notes.processors();
        this.fromQemu = notes.qemu();
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public String format() {
        return "ELF vmcore";
    }

    @Override
    public PhysicalMemory memory() {
        return memory;
    }

    @Override
    public Optional<Architecture> architecture() {
        return Optional.of(architecture);
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return Optional.ofNullable(vmcoreinfo);
    }

    @Override
    public Optional<String> release() {
        return vmcoreinfo().flatMap(Vmcoreinfo::release);
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    /** Always empty: ELF has no field for it. */
    @Override
    public Optional<Integer> filterLevel() {
        return Optional.empty();
    }

    /** Number of processors whose registers are in the notes; 0 when the file has no such note. */
    public int processors() {
        return processors;
    }

    /** True if there are QEMU notes: the guest's memory, dumped from outside. */
    public boolean fromQemu() {
        return fromQemu;
    }

    /** Does nothing: the mapping is closed by the code that opened it. */
    @Override
    public void close() {}
}
