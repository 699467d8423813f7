package org.mckernel.dump.locate;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.Vmcoreinfo;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;

/** Another dump, and how often its memory was asked: a measure of work that does not depend on the machine. */
public final class CountingDump implements Dump, PhysicalMemory {
    private final Dump dump;
    private final AtomicLong questions = new AtomicLong();

    public CountingDump(Dump dump) {
        this.dump = dump;
    }

    /** Reads, extents, presences and the like, together. */
    public long questions() {
        return questions.get();
    }

    private PhysicalMemory counted() {
        questions.incrementAndGet();
        return dump.memory();
    }

    @Override
    public PhysicalMemory memory() {
        return this;
    }

    @Override
    public long read(long address, MemorySegment target, long targetOffset, long length) {
        return counted().read(address, target, targetOffset, length);
    }

    @Override
    public Presence presence(long address) {
        return counted().presence(address);
    }

    @Override
    public Extent extent(long address, long limit) {
        return counted().extent(address, limit);
    }

    @Override
    public long nextPresent(long address, long end) {
        return counted().nextPresent(address, end);
    }

    @Override
    public long end() {
        return dump.memory().end();
    }

    @Override
    public long pageSize() {
        return dump.memory().pageSize();
    }

    @Override
    public String format() {
        return dump.format();
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
        return dump.warnings();
    }

    @Override
    public Optional<Integer> filterLevel() {
        return dump.filterLevel();
    }

    @Override
    public void releaseResident() {
        questions.incrementAndGet();
        dump.releaseResident();
    }

    @Override
    public void close() throws IOException {
        dump.close();
    }
}
