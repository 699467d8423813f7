package org.mckernel.testdumps.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckernel.KernelLogWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

/**
 * A booted node of a given shape: memory chunks by NUMA node, CPUs, and a pool of pages that programs are given from.
 * What the pool has left when {@link #finish} comes is the kernel's free memory.
 */
public final class ModelNode {
    private static final String RELEASE = "6.1.0-56-cloud-amd64";
    private static final long PAGE = 4096;
    private static final long LARGE = 2L << 20;
    private static final long GIB = 1L << 30;
    /** Between two chunks; every fourth chunk follows the one before without a gap, as it happens. */
    private static final long GAP = 16 * PAGE;

    private static final int WITHOUT_GAP = 4;
    /** Linux's own memory, in addition to a bit for each page. */
    private static final long LINUX = 64L << 20;

    private static final long CODE_AT = 0x40_0000;
    private static final long DATA_AT = 4 * GIB;
    private static final long STACK_TOP = 0x7fff_ffff_f000L;
    private static final int STACK_PAGES = 4;

    private record Memory(int count, long size, int node) {}

    private final McKernelMachine machine;
    private final MachineModel model;
    private final PagePool pool;

    private ModelNode(McKernelMachine machine, MachineModel model, PagePool pool) {
        this.machine = machine;
        this.model = model;
        this.pool = pool;
    }

    /** A machine with one CPU and no memory yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** What a node is made of. */
    public static final class Builder {
        private final List<Memory> memory = new ArrayList<>();
        private KernelLogWriter log = new KernelLogWriter(KernelLogWriter.OLD_RING).append("[ -1]: boot done\n");
        private int cpus = 1;
        private long kernelBytes = 8L << 20;

        private Builder() {}

        /** Adds chunks of memory. */
        public Builder memory(int count, long size, int node) {
            memory.add(new Memory(count, size, node));
            return this;
        }

        /** Number of CPUs. */
        public Builder cpus(int count) {
            cpus = count;
            return this;
        }

        /** By how much the bootstrap chunk is larger, for image, page tables and objects: at least 6 MiB. */
        public Builder kernelBytes(long bytes) {
            kernelBytes = bytes;
            return this;
        }

        /** Another kernel log. */
        public Builder log(KernelLogWriter writer) {
            log = writer;
            return this;
        }

        /** Boots it. */
        public ModelNode boot() {
            long total =
                    memory.stream().mapToLong(m -> m.count * (m.size + GAP)).sum() + kernelBytes;
            LinuxMachine linux = LinuxMachine.running(
                    LinuxLayout.x86Kaslr().withRam((LINUX + total + total / 16384 + LARGE) & -LARGE), RELEASE);
            List<McKernelMachine.Chunk> chunks = chunks((linux.firstFree() + LARGE - 1) & -LARGE);
            PracticeImage image = PracticeImage.load();
            McKernelMachine machine = McKernelMachine.on(linux)
                    .blankChunks()
                    .image(image)
                    .cpus(cpus)
                    .log(log)
                    .chunks(chunks.toArray(McKernelMachine.Chunk[]::new))
                    .pageSet(p -> p.completionFlag(0))
                    .boot();
            long start = machine.bootstrap().start();
            Range room = new Range(machine.afterTables(), start + kernelBytes - machine.afterTables());
            PagePool pool = new PagePool(chunks).reserve(new Range(start, kernelBytes));
            return new ModelNode(machine, new MachineModel(machine, image, cpus, room), pool);
        }

        private List<McKernelMachine.Chunk> chunks(long first) {
            Map<Integer, List<Memory>> byNode = new TreeMap<>();
            memory.forEach(
                    m -> byNode.computeIfAbsent(m.node, _ -> new ArrayList<>()).add(m));
            List<McKernelMachine.Chunk> chunks = new ArrayList<>();
            int lowest = byNode.keySet().iterator().next();
            long largest = byNode.get(lowest).stream()
                    .max(Comparator.comparingLong(Memory::size))
                    .orElseThrow()
                    .size;
            boolean enlarged = false;
            long at = first;
            for (Memory part : byNode.values().stream().flatMap(List::stream).toList()) {
                for (int i = 0; i < part.count; i++) {
                    boolean bootstrap = !enlarged && part.node == lowest && part.size == largest;
                    long size = part.size + (bootstrap ? kernelBytes : 0);
                    enlarged |= bootstrap;
                    chunks.add(new McKernelMachine.Chunk(at, size, part.node));
                    at += size + (chunks.size() % WITHOUT_GAP == 0 ? 0 : GAP);
                }
            }
            return chunks;
        }
    }

    /** The machine it runs on. */
    public McKernelMachine machine() {
        return machine;
    }

    /** Its kernel. */
    public MachineModel model() {
        return model;
    }

    /** Pages that nobody uses. */
    public PagePool pool() {
        return pool;
    }

    /**
     * A program: a page of code out of its file, data, a stack.
     *
     * @param mappings how many ranges of data
     * @param bytes of each range; rounded up to pages
     * @param largestLeaf how data is mapped where there is memory for it
     */
    public ModelProcess program(int pid, String command, int mappings, long bytes, long largestLeaf) {
        ModelProcess process = model.addProcess(pid, 1, command);
        String file = command.replaceFirst("\0.*", "");
        process.map(new ModelRange(CODE_AT, PAGE, ModelRange.CODE, PAGE, pool.take(0, PAGE, PAGE), Optional.of(file)));
        long rounded = (bytes + PAGE - 1) & -PAGE;
        long step = ((rounded + largestLeaf - 1) & -largestLeaf) + largestLeaf;
        for (int i = 0; i < mappings; i++) {
            List<Range> pages = pool.take(0, rounded, largestLeaf);
            pages.forEach(r -> machine.memory().writeLongs(r.start(), r.start(), pid));
            process.map(ModelRange.data(DATA_AT + i * step, largestLeaf, pages));
        }
        long stack = STACK_PAGES * PAGE;
        return process.map(new ModelRange(
                STACK_TOP - stack, stack, ModelRange.STACK, PAGE, pool.take(0, stack, PAGE), Optional.empty()));
    }

    /** Writes all of the kernel. */
    public ModelNode finish() {
        model.finish(pool.free());
        return this;
    }

    /** Bytes of all chunks. */
    public long assignedBytes() {
        return machine.chunks().stream()
                .mapToLong(McKernelMachine.Chunk::length)
                .sum();
    }
}
