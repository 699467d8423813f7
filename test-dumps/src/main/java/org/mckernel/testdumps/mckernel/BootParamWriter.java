package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mckernel.testdumps.memory.SimulatedMemory;

/** Writes {@code struct smp_boot_param} and the arrays after it: CPUs, NUMA nodes, memory chunks, distances. */
public final class BootParamWriter {
    private static final int CPU_RECORD = 16;
    private static final int NODE_RECORD = 8;

    private record Cpu(int node, int hardwareId, int linuxCpu, int ikcCpu) {}

    private record Chunk(long start, long end, int node) {}

    private final BootParamLayout layout;
    private final List<Cpu> cpus = new ArrayList<>();
    private final List<Chunk> chunks = new ArrayList<>();
    private int nodes = 1;
    private int status = 3;
    private long messageBuffer;
    private long messageBufferSize;
    private long pageTable;
    private long pageOffset;
    private long bootSec = 1_700_000_000L;
    private long bootNsec = 123_456_789L;
    private String arguments = "";
    private int osnum;
    private int dumpLevel = 24;
    private long bootstrapEnd;
    private Integer chunkCount;
    private PageSetWriter pageSet = new PageSetWriter(4096);
    private long mapsAddress;

    public BootParamWriter(BootParamLayout layout) {
        this.layout = layout;
    }

    /** Adds a CPU. */
    public BootParamWriter cpu(int node, int hardwareId, int linuxCpu, int ikcCpu) {
        cpus.add(new Cpu(node, hardwareId, linuxCpu, ikcCpu));
        return this;
    }

    /** Adds a memory chunk {@code [start, start + length)} of a NUMA node. */
    public BootParamWriter chunk(long start, long length, int node) {
        chunks.add(new Chunk(start, start + length, node));
        return this;
    }

    /** Number of NUMA nodes, 1 by default. */
    public BootParamWriter nodes(int count) {
        nodes = count;
        return this;
    }

    /** 0 nothing yet, 1 boot acknowledged, 2 ready, 3 running (the default). */
    public BootParamWriter status(int value) {
        status = value;
        return this;
    }

    /** Physical address and size of the kernel log. */
    public BootParamWriter messageBuffer(long address, long size) {
        messageBuffer = address;
        messageBufferSize = size;
        return this;
    }

    /** Physical address of Linux's page table and base of its direct map. */
    public BootParamWriter linux(long pageTablePhysical, long pageOffsetBase) {
        pageTable = pageTablePhysical;
        pageOffset = pageOffsetBase;
        return this;
    }

    /** When it was booted. */
    public BootParamWriter booted(long seconds, long nanoseconds) {
        bootSec = seconds;
        bootNsec = nanoseconds;
        return this;
    }

    /** Kernel arguments, at most 255 bytes. */
    public BootParamWriter arguments(String text) {
        arguments = text;
        return this;
    }

    /** Index of the OS instance, and its dump level. */
    public BootParamWriter instance(int index, int level) {
        osnum = index;
        dumpLevel = level;
        return this;
    }

    /** End of the bootstrap chunk. */
    public BootParamWriter bootstrapEnd(long address) {
        bootstrapEnd = address;
        return this;
    }

    /** The page set, and where its maps are. */
    public BootParamWriter pageSet(PageSetWriter set, long physicalMaps) {
        pageSet = set;
        mapsAddress = physicalMaps;
        return this;
    }

    /** Fault: another number of memory chunks than there are records. */
    public BootParamWriter chunkCountField(int value) {
        chunkCount = value;
        return this;
    }

    /** Bytes of the structure and its arrays. */
    public int length() {
        return layout.size()
                + CPU_RECORD * cpus.size()
                + NODE_RECORD * nodes
                + layout.chunkRecord() * chunks.size()
                + 4 * nodes * nodes;
    }

    /** The bytes. */
    public byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(0, chunks.stream().mapToLong(Chunk::start).min().orElse(0));
        out.putLong(8, chunks.stream().mapToLong(Chunk::end).max().orElse(0));
        out.putLong(16, status);
        out.putInt(24, length());
        out.putLong(32, bootstrapEnd);
        out.putLong(40, messageBuffer);
        out.putLong(48, messageBufferSize);
        out.putLong(128, pageTable);
        if (layout.pageOffsetBase() >= 0) {
            out.putLong(layout.pageOffsetBase(), pageOffset);
        }
        out.putLong(layout.bootSec(), bootSec);
        out.putLong(layout.bootSec() + 8, bootNsec);
        out.put(layout.kernelArgs(), Arrays.copyOf(arguments.getBytes(UTF_8), 255));
        out.putInt(layout.nrLinuxCpus(), cpus.size() + 1);
        out.putInt(layout.nrCpus(), cpus.size());
        out.putInt(layout.nrNumaNodes(), nodes);
        out.putInt(layout.nrMemoryChunks(), chunkCount == null ? chunks.size() : chunkCount);
        out.putInt(layout.osnum(), osnum);
        out.putInt(layout.dumpLevel(), dumpLevel);
        out.putInt(layout.hugePageShift(), 21);
        out.put(layout.dumpPageSet(), pageSet.header(mapsAddress));
        out.position(layout.size());
        for (Cpu cpu : cpus) {
            out.putInt(cpu.node).putInt(cpu.hardwareId).putInt(cpu.linuxCpu).putInt(cpu.ikcCpu);
        }
        for (int node = 0; node < nodes; node++) {
            out.putInt(0).putInt(node);
        }
        for (Chunk chunk : chunks) {
            int at = out.position();
            out.putLong(chunk.start).putLong(chunk.end).putInt(chunk.node);
            out.position(at + layout.chunkRecord());
        }
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                out.putInt(from == to ? 10 : 20);
            }
        }
        return out.array();
    }

    /** Writes the structure, its arrays and the page set's maps. */
    public BootParamWriter writeTo(SimulatedMemory memory, long address) {
        memory.write(address, bytes());
        memory.write(mapsAddress, pageSet.maps());
        return this;
    }
}
