package org.mckernel.dump.open;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.PhysicalMemory;

/** A dump together with the mappings that it reads, closed together. */
final class OwnedDump implements Dump {
    private final Dump dump;
    private final boolean flattened;
    private final List<String> warnings;
    private final List<MappedFile> mappings;
    private boolean closed;

    OwnedDump(Dump dump, boolean flattened, List<String> streamWarnings, List<MappedFile> mappings) {
        this.dump = dump;
        this.flattened = flattened;
        List<String> all = new ArrayList<>(streamWarnings);
        all.addAll(dump.warnings());
        this.warnings = List.copyOf(all);
        this.mappings = List.copyOf(mappings);
    }

    @Override
    public <T extends Dump> Optional<T> as(Class<T> type) {
        return dump.as(type);
    }

    @Override
    public String format() {
        return flattened ? "flattened " + dump.format() : dump.format();
    }

    @Override
    public PhysicalMemory memory() {
        return dump.memory();
    }

    @Override
    public Optional<Architecture> architecture() {
        return dump.architecture();
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
        return dump.vmcoreinfo();
    }

    @Override
    public Optional<String> release() {
        return dump.release();
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Optional<Integer> filterLevel() {
        return dump.filterLevel();
    }

    @Override
    public void releaseResident() {
        mappings.forEach(MappedFile::releaseResident);
    }

    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            dump.close();
        } finally {
            for (MappedFile mapping : mappings) {
                mapping.close();
            }
        }
    }
}
