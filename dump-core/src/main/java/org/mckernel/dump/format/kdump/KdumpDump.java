package org.mckernel.dump.format.kdump;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

/** An opened kdump-compressed dump. The files under it belong to the caller. */
final class KdumpDump implements Dump {
    private final KdumpParts parts;
    private final KdumpMemory memory;
    private final Optional<Vmcoreinfo> vmcoreinfo;
    private final List<String> warnings;

    KdumpDump(KdumpParts parts, Optional<Vmcoreinfo> vmcoreinfo, List<String> warnings) {
        this.parts = parts;
        this.memory = new KdumpMemory(parts);
        this.vmcoreinfo = vmcoreinfo;
        this.warnings = List.copyOf(warnings);
    }

    @Override
    public String format() {
        String label = header().label();
        return header().split()
                ? "%s, %d of a split set".formatted(label, parts.all().size())
                : label;
    }

    @Override
    public PhysicalMemory memory() {
        return memory;
    }

    @Override
    public Optional<Architecture> architecture() {
        return Architecture.ofName(header().machine());
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return vmcoreinfo;
    }

    @Override
    public Optional<String> release() {
        String release = header().utsname().get(2);
        return release.isEmpty() ? vmcoreinfo.flatMap(Vmcoreinfo::release) : Optional.of(release);
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Optional<Integer> filterLevel() {
        return header().dumpLevel() >= 0 ? Optional.of(header().dumpLevel()) : Optional.empty();
    }

    @Override
    public void close() {
        // nothing to close: the caller closes the files
    }

    private KdumpHeader header() {
        return parts.first().header();
    }
}
