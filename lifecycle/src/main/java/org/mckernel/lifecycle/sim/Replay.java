package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;
import org.mckernel.lifecycle.node.OutputFile;
import org.mckernel.lifecycle.node.VmcoreFormat;
import org.mckernel.lifecycle.node.Workload;
import org.mckernel.lifecycle.request.KernelArguments;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.mckdump.MckdumpWriter;
import org.mckernel.testdumps.mckernel.KernelLogWriter;
import org.mckernel.testdumps.mckernel.McKernelMachine;
import org.mckernel.testdumps.mckernel.PageSetWriter;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.model.Failure;
import org.mckernel.testdumps.model.MachineModel;
import org.mckernel.testdumps.model.PracticeImage;
import org.mckernel.testdumps.model.VmcoreFile;

/**
 * An instance's memory, made again from what was done to it. The same instance always has the same memory: nothing in
 * it comes from the clock or from chance.
 */
final class Replay {
    private static final String RELEASE = "6.1.0-56-cloud-amd64";
    private static final long PAGE = 4096;
    /** Image and page tables at the start of the bootstrap chunk. */
    private static final long KERNEL_BYTES = 8L << 20;

    private static final long LARGE_PAGE = 2L << 20;
    private static final long THREAD_BYTES = 64 * PAGE;
    private static final int LEAVES_OUT = 24;

    private final Instance instance;
    private final List<McKernelMachine.Chunk> chunks;
    private final McKernelMachine.Chunk bootstrap;
    private final List<String> log = new ArrayList<>();
    private final List<SimulatedMemory.Range> userMemory = new ArrayList<>();
    private final List<SimCommand.Run> runs = new ArrayList<>();
    private final long ramBytes;
    private final int cpus;
    private Optional<Failure> failure = Optional.empty();
    private boolean stopped;
    private long level;
    private boolean leftOut;
    private long used;
    private int nextPid = 1000;

    private Replay(Machine machine, Pool pool, Instance instance) {
        this.instance = instance;
        this.chunks = pool.chunks().stream()
                .map(c -> new McKernelMachine.Chunk(c.start(), c.size(), c.node()))
                .toList();
        int lowest = chunks.stream().mapToInt(McKernelMachine.Chunk::node).min().orElseThrow();
        McKernelMachine.Chunk largest = null;
        for (McKernelMachine.Chunk chunk : chunks) {
            if (chunk.node() == lowest && (largest == null || chunk.length() > largest.length())) {
                largest = chunk;
            }
        }
        this.bootstrap = largest;
        this.cpus = pool.cpus().size();
        this.ramBytes =
                machine.nodes().stream().mapToLong(Machine.Numa::end).max().orElseThrow();
        this.level = new KernelArguments(instance.arguments()).dumpLevel();
        say(-1, "IHK/McKernel started at " + Instant.ofEpochSecond(instance.bootTime()));
        say(-1, "arguments: " + instance.arguments());
        for (int cpu = 0; cpu < pool.cpus().size(); cpu++) {
            say(cpu, "CPU %d is Linux's %d".formatted(cpu, pool.cpus().get(cpu)));
        }
        chunks.forEach(c ->
                say(0, "memory 0x%x-0x%x on node %d".formatted(c.start(), c.start() + c.length(), c.node())));
        say(-1, "boot done");
    }

    /** Repeats all of {@code instance}'s commands. */
    static Replay of(Machine machine, Pool pool, Instance instance) throws NodeException {
        Replay replay = new Replay(machine, pool, instance);
        for (SimCommand command : instance.commands()) {
            switch (command) {
                case SimCommand.Run run -> replay.start(run);
                case SimCommand.Dump dump -> replay.stopFor(dump.level());
                case SimCommand.Panic panic -> replay.stopBy(panic);
            }
        }
        return replay;
    }

    /** The bytes of the image that is running. */
    static byte[] image() {
        return PracticeImage.load().file();
    }

    private void say(int cpu, String line) {
        log.add("[%3d]: %s%n".formatted(cpu, line));
    }

    private void start(SimCommand.Run run) throws NodeException {
        long bytes = (long) run.processes() * run.threads() * THREAD_BYTES;
        runs.add(run);
        long room = bootstrap.length() - kernelBytes(bytes) - used;
        if (bytes > room) {
            throw new NodeException(
                    Errno.ENOMEM,
                    "%s, %s of %s, needs %d pages, %d are free"
                            .formatted(
                                    run.workload().word(),
                                    ByteCount.counted(run.processes(), "process"),
                                    ByteCount.counted(run.threads(), "thread"),
                                    bytes / PAGE,
                                    Math.max(0, room / PAGE)));
        }
        for (int i = 0; i < run.processes(); i++) {
            long own = run.threads() * THREAD_BYTES;
            used += own;
            userMemory.add(new SimulatedMemory.Range(bootstrap.start() + bootstrap.length() - used, own));
            say(
                    0,
                    "process %d: %s, %s"
                            .formatted(
                                    nextPid, run.workload().description(), ByteCount.counted(run.threads(), "thread")));
            nextPid += run.threads();
        }
    }

    /** What the kernel keeps of its bootstrap chunk, in large pages: the image, its tables, its objects. */
    private long kernelBytes(long moreUserBytes) {
        int processes = runs.stream().mapToInt(SimCommand.Run::processes).sum();
        int threads = runs.stream().mapToInt(r -> r.processes() * r.threads()).sum();
        long objects = MachineModel.objectBytes(cpus, processes + 1, threads + 1, used + moreUserBytes);
        return (KERNEL_BYTES + objects + LARGE_PAGE - 1) & -LARGE_PAGE;
    }

    private void stopFor(int newLevel) {
        level = newLevel;
        stopped = true;
        leftOut |= level == LEAVES_OUT;
        say(0, "stopped for a dump at level " + newLevel);
    }

    private void stopBy(SimCommand.Panic panic) {
        leftOut |= level == LEAVES_OUT;
        Failure happens = switch (panic.fault()) {
            case NULL_READ -> Failure.NULL_READ;
            case NULL_WRITE -> Failure.NULL_WRITE;
            case BAD_JUMP -> Failure.BAD_JUMP;
            case WILD_POINTER -> Failure.WILD_POINTER;
            case USER_FAULT -> Failure.USER_FAULT;
            case HANG -> Failure.HANG;
            case LINUX -> Failure.NONE;
        };
        failure = Optional.of(happens);
        happens.log(PracticeImage.load()).forEach(line -> say(cpus - 1, line));
    }

    /** The log's text. */
    String kernelLog() {
        return String.join("", log);
    }

    private McKernelMachine boot() {
        PracticeImage image = PracticeImage.load();
        LinuxLayout layout = LinuxLayout.x86Kaslr().withRam(ramBytes);
        KernelLogWriter ring = new KernelLogWriter(KernelLogWriter.OLD_RING);
        log.forEach(ring::append);
        McKernelMachine machine = McKernelMachine.on(LinuxMachine.running(layout, RELEASE))
                .blankChunks()
                .image(image)
                .cpus(cpus)
                .chunks(chunks.toArray(McKernelMachine.Chunk[]::new))
                .log(ring)
                .pageSet(this::leaveOut)
                .bootParam(b -> b.instance(0, (int) level)
                        .arguments(instance.arguments())
                        .booted(instance.bootTime(), 0))
                .boot();
        userMemory.forEach(range -> machine.memory().rule(range, this::programsPage));
        placeObjects(machine, image);
        return machine;
    }

    /** Half of it does not compress. */
    private byte[] programsPage(long pfn) {
        byte[] page = new byte[(int) PAGE];
        new Random(instance.seed() + pfn).nextBytes(page);
        Arrays.fill(page, (int) PAGE / 2, (int) PAGE, (byte) 0x5a);
        return page;
    }

    private void placeObjects(McKernelMachine machine, PracticeImage image) {
        long start = bootstrap.start();
        MachineModel model = new MachineModel(
                machine, image, cpus, new SimulatedMemory.Range(start + KERNEL_BYTES, kernelBytes(0) - KERNEL_BYTES));
        Workloads workloads = new Workloads(model, cpus);
        int next = 0;
        for (SimCommand.Run run : runs) {
            for (int i = 0; i < run.processes(); i++) {
                workloads.start(run.workload(), run.threads(), userMemory.get(next++));
            }
        }
        failure.ifPresent(workloads::panic);
        if (stopped) {
            model.stop();
        }
        model.finish(freeRanges());
    }

    /** By NUMA node: what neither the kernel nor a program has. */
    private Map<Integer, List<SimulatedMemory.Range>> freeRanges() {
        Map<Integer, List<SimulatedMemory.Range>> free = new TreeMap<>();
        for (McKernelMachine.Chunk chunk : chunks) {
            boolean own = chunk.equals(bootstrap);
            long from = chunk.start() + (own ? kernelBytes(0) : 0);
            long to = chunk.start() + chunk.length() - (own ? used : 0);
            if (to > from) {
                free.computeIfAbsent(chunk.node(), _ -> new ArrayList<>())
                        .add(new SimulatedMemory.Range(from, to - from));
            }
        }
        freedByEndedPrograms().forEach(free.computeIfAbsent(bootstrap.node(), _ -> new ArrayList<>())::add);
        free.values().forEach(ranges -> ranges.sort(Comparator.comparingLong(SimulatedMemory.Range::start)));
        return free;
    }

    /** A program that has ended has given its pages back. */
    private List<SimulatedMemory.Range> freedByEndedPrograms() {
        List<SimulatedMemory.Range> freed = new ArrayList<>();
        int next = 0;
        for (SimCommand.Run run : runs) {
            for (int i = 0; i < run.processes(); i++) {
                SimulatedMemory.Range range = userMemory.get(next++);
                if (run.workload() == Workload.CRASH) {
                    freed.add(range);
                }
            }
        }
        return freed;
    }

    /** At level 24 programs' pages and free pages; what a dump excluded stays excluded from later ones. */
    private void leaveOut(PageSetWriter pages) {
        if (leftOut) {
            for (McKernelMachine.Chunk chunk : chunks) {
                long kept = chunk.equals(bootstrap) ? kernelBytes(0) : 0;
                if (chunk.length() > kept) {
                    pages.clear(chunk.start() + kept, chunk.length() - kept);
                }
            }
        }
    }

    /** Writes the dump that McKernel makes of itself. */
    void writeMckdump(Path file, boolean interactive) throws IOException {
        McKernelMachine machine = boot();
        MckdumpWriter writer = MckdumpWriter.of(machine.memory()).kernelBase(machine.kernelBase());
        machine.pageSet().chunks().forEach(c -> writer.chunk(c.start(), c.length()));
        if (interactive) {
            writer.interactive();
        }
        writer.write(file);
    }

    /** Writes the vmcore of Linux's panic. */
    void writeVmcore(Path file, VmcoreFormat form) throws IOException {
        VmcoreFile.valueOf(form.name()).write(boot(), instance.bootTime(), file, OutputFile.scratch(file));
    }
}
