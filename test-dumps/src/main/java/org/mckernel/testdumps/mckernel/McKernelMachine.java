package org.mckernel.testdumps.mckernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.mckernel.testdumps.linux.FrameAllocator;
import org.mckernel.testdumps.linux.LinuxLayout;
import org.mckernel.testdumps.linux.LinuxMachine;
import org.mckernel.testdumps.linux.PageTableWriter;
import org.mckernel.testdumps.linux.Processor;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * A whole node: Linux, and McKernel booted next to it. The fields of this object are the truth that tests compare with.
 *
 * <p>By default McKernel gets three chunks from 32 MiB of RAM on: 4 MiB and 8 MiB (the bootstrap chunk) on NUMA node 0,
 * and nearly 6 MiB on node 1 that start at no large page. Every fourth of its pages stays zero.
 */
public final class McKernelMachine {
    /** A memory chunk given to McKernel. */
    public record Chunk(long start, long length, int node) {}

    private static final long HUGE = 2L << 20;
    private static final long X86_STRAIGHT = 0xffff_8000_0000_0000L;
    private static final long X86_FIXED = 0xffff_8600_0000_0000L;

    private final LinuxMachine linux;
    private final List<Chunk> chunks;
    private final BootImage image;
    private final Chunk bootstrap;
    private final long kernelBase;
    private final PageSetWriter pageSet;
    private final BootParamLayout layout;
    private long bootParam;
    private long bootParamLength;
    private long maps;
    private long kernelLog;
    private long rootTable;
    private long afterTables;

    private McKernelMachine(Builder builder) {
        this.linux = builder.linux;
        this.chunks = List.copyOf(builder.chunks);
        this.image = builder.image;
        this.layout = builder.layout;
        int lowest = chunks.stream().mapToInt(Chunk::node).min().orElseThrow();
        // max() keeps the last of equals; IHK takes the first.
        this.bootstrap = chunks.reversed().stream()
                .filter(c -> c.node == lowest)
                .max(Comparator.comparingLong(Chunk::length))
                .orElseThrow();
        long large = linux.layout().pageSize() == 0x10000 ? 0x10000 : HUGE;
        this.kernelBase = (bootstrap.start + 2 * large - 1) & -large;
        this.pageSet = new PageSetWriter(linux.layout().pageSize());
    }

    /** Starts with the usual chunks and an image that fits the machine; see the class comment. */
    public static Builder on(LinuxMachine linux) {
        return new Builder(linux);
    }

    /** The usual node: x86_64 with KASLR, Linux 6.1. */
    public static McKernelMachine usual() {
        return on(LinuxMachine.running(LinuxLayout.x86Kaslr(), "6.1.0-56-cloud-amd64"))
                .boot();
    }

    /** What a node is made of before McKernel boots. */
    public static final class Builder {
        private final LinuxMachine linux;
        private final List<Chunk> chunks = new ArrayList<>();
        private BootImage image;
        private BootParamLayout layout;
        private Consumer<PageSetWriter> pageSet = _ -> {};
        private Consumer<BootParamWriter> bootParam = _ -> {};
        private KernelLogWriter log = new KernelLogWriter(KernelLogWriter.OLD_RING)
                .append("IHK/McKernel started.\n")
                .append("[  0]: 3 chunks of memory\n")
                .append("[ -1]: boot done\n");
        private boolean linuxMapsImage = true;
        private boolean filled = true;
        private int cpus = 2;

        private Builder(LinuxMachine linux) {
            this.linux = linux;
            LinuxLayout on = linux.layout();
            long start = linux.firstFree();
            chunks.add(new Chunk(start, 4 << 20, 0));
            chunks.add(new Chunk(start + (8 << 20), 8 << 20, 0));
            chunks.add(new Chunk(start + (18 << 20) + 0x10000, (6 << 20) - 0x20000, 1));
            boolean x86 = on.processor() == Processor.X86_64;
            layout = x86 ? BootParamLayout.X86_64 : BootParamLayout.AARCH64;
            image = x86
                    ? KernelImageWriter.x86()
                    : KernelImageWriter.arm64(
                            on.pageSize(),
                            switch (on.vaBits()) {
                                case 39 -> KernelImageWriter.AARCH64_BASE_39;
                                case 42 -> KernelImageWriter.AARCH64_BASE_42;
                                default -> KernelImageWriter.AARCH64_BASE_48;
                            });
        }

        /** Replaces the chunks; they must be RAM that Linux does not use, by ascending address. */
        public Builder chunks(Chunk... given) {
            chunks.clear();
            chunks.addAll(List.of(given));
            return this;
        }

        /** Another image. */
        public Builder image(BootImage writer) {
            image = writer;
            return this;
        }

        /** Another place of the members of the boot parameters. */
        public Builder layout(BootParamLayout value) {
            layout = value;
            return this;
        }

        /** Another number of CPUs than 2; they are spread over the NUMA nodes. */
        public Builder cpus(int count) {
            cpus = count;
            return this;
        }

        /** Clears bits or breaks the page set, after a map per chunk was added. */
        public Builder pageSet(Consumer<PageSetWriter> change) {
            pageSet = change;
            return this;
        }

        /** Changes or breaks the boot parameters. */
        public Builder bootParam(Consumer<BootParamWriter> change) {
            bootParam = change;
            return this;
        }

        /** Another kernel log. */
        public Builder log(KernelLogWriter writer) {
            log = writer;
            return this;
        }

        /** Linux's page tables do not map McKernel's image. */
        public Builder linuxDoesNotMapImage() {
            linuxMapsImage = false;
            return this;
        }

        /** Leaves the chunks' memory zero, so that a large machine costs little. */
        public Builder blankChunks() {
            filled = false;
            return this;
        }

        /** Boots McKernel. */
        public McKernelMachine boot() {
            McKernelMachine machine = new McKernelMachine(this);
            machine.place(this);
            return machine;
        }
    }

    public LinuxMachine linux() {
        return linux;
    }

    public SimulatedMemory memory() {
        return linux.memory();
    }

    /** Assigned memory, by ascending address. */
    public List<Chunk> chunks() {
        return chunks;
    }

    /** The chunk the kernel was loaded into: the largest of the lowest NUMA node. */
    public Chunk bootstrap() {
        return bootstrap;
    }

    /** The image file. */
    public BootImage image() {
        return image;
    }

    /** Physical address of MAP_KERNEL_START. */
    public long kernelBase() {
        return kernelBase;
    }

    /** The page set; {@link PageSetWriter#chunks()} is what a dump must have. */
    public PageSetWriter pageSet() {
        return pageSet;
    }

    /** Physical address of the boot parameters. */
    public long bootParam() {
        return bootParam;
    }

    /** Physical address of the page set. */
    public long pageSetAddress() {
        return bootParam + layout.dumpPageSet();
    }

    /** Physical address of the page set's maps. */
    public long maps() {
        return maps;
    }

    /** Physical address of the kernel log. */
    public long kernelLog() {
        return kernelLog;
    }

    /** Physical address of McKernel's own top page table, which is in the bootstrap chunk. */
    public long rootTable() {
        return rootTable;
    }

    /** First physical address after the kernel's image and page tables, in the bootstrap chunk. */
    public long afterTables() {
        return afterTables;
    }

    /** McKernel's virtual address of a physical one in its straight map. */
    public long straight(long physical) {
        LinuxLayout on = linux.layout();
        return on.processor() == Processor.X86_64
                ? X86_STRAIGHT + physical
                : (-1L << (on.vaBits() - 1)) + physical - on.directPhysical();
    }

    private void place(Builder builder) {
        if (builder.filled) {
            fillChunks();
        }
        chunks.forEach(c -> pageSet.map(c.start, c.length));
        builder.pageSet.accept(pageSet);
        placeBootParam(builder);
        PageTableWriter own = placeTables(builder);
        if (builder.linuxMapsImage) {
            linux.tables().map(image.mapKernelStart(), kernelBase, imageLength(), HUGE);
        }
        image.loadInto(memory(), kernelBase, bootValues(own));
        if (image.has("swapper_page_table")) {
            // struct page_table: tt, tt_pa, asid.
            memory().writeLongs(image.physical("swapper_page_table", kernelBase) + 8, rootTable);
        }
        setVariable("dump_page_set_addr", linux.layout().direct(pageSetAddress()));
        setVariable("dump_bootstrap_mem_start", bootstrap.start);
    }

    /** Content by address, so that a page in the wrong place shows; every fourth page zero. */
    private void fillChunks() {
        int size = memory().pageSize();
        byte[] page = new byte[size];
        for (Chunk chunk : chunks) {
            for (long at = chunk.start; at < chunk.start + chunk.length; at += size) {
                if (at / size % 4 != 3) {
                    new Random(at).nextBytes(page);
                    Arrays.fill(page, size / 2, size, (byte) (at / size));
                    memory().write(at, page).writeLongs(at, at);
                }
            }
        }
    }

    private void placeBootParam(Builder builder) {
        FrameAllocator frames = linux.frames();
        kernelLog = frames.allocate(builder.log.length());
        builder.log.writeTo(memory(), kernelLog);
        maps = frames.skip(0x3000).allocate(pageSet.mapsLength());
        BootParamWriter writer = new BootParamWriter(layout)
                .messageBuffer(kernelLog, builder.log.length())
                .linux(linux.tables().root(), linux.layout().directVirtual())
                .bootstrapEnd(bootstrap.start + bootstrap.length)
                .arguments("hidos dump_level=24")
                .pageSet(pageSet, maps);
        chunks.forEach(c -> writer.chunk(c.start, c.length, c.node));
        int nodes = 1 + chunks.stream().mapToInt(Chunk::node).max().orElse(0);
        writer.nodes(nodes);
        for (int cpu = 0; cpu < builder.cpus; cpu++) {
            writer.cpu((int) ((long) cpu * nodes / builder.cpus), 2 * cpu + 2, cpu + 1, 0);
        }
        builder.bootParam.accept(writer);
        bootParam = frames.allocate(writer.length());
        writer.writeTo(memory(), bootParam);
        bootParamLength = writer.length();
    }

    /**
     * McKernel's own tables follow its image: straight map, image, and (x86_64) the pages of Linux it looks into.
     */
    private PageTableWriter placeTables(Builder builder) {
        LinuxLayout on = linux.layout();
        long large = Math.max(HUGE, on.pageSize());
        long after = (kernelBase + image.end() - image.mapKernelStart() + large - 1) & -large;
        FrameAllocator frames = new FrameAllocator(after, bootstrap.start + bootstrap.length, on.pageSize());
        rootTable = frames.allocate(on.pageSize());
        boolean x86 = on.processor() == Processor.X86_64;
        PageTableWriter own = x86
                ? PageTableWriter.x86(memory(), frames, 4, rootTable)
                : PageTableWriter.arm64(memory(), frames, on.pageSize(), on.vaBits(), rootTable);
        // The kernel maps its image with large pages, and one more than it needs.
        own.map(image.mapKernelStart(), kernelBase, (imageLength() + 2 * large - 1) & -large, large);
        if (x86) {
            // large pages only, over everything from the first chunk to the last, as the kernel does it
            long start = chunks.getFirst().start & -HUGE;
            long length = (chunks.getLast().start + chunks.getLast().length - start + HUGE - 1) & -HUGE;
            own.map(straight(start), start, length, HUGE);
            own.map(on.direct(start), start, length, HUGE);
            own.map(X86_FIXED, bootParam, pages(bootParamLength), 0x1000);
            own.map(fixedMaps(), maps, pages(pageSet.mapsLength()), 0x1000);
            own.map(fixedLog(), kernelLog, pages(builder.log.length()), 0x1000);
        } else {
            chunks.forEach(c -> own.map(straight(c.start), c.start, c.length, HUGE));
        }
        afterTables = frames.allocate(0);
        return own;
    }

    /** Where the kernel maps the page set's bitmaps: after its boot parameters, an unmapped page between. */
    private long fixedMaps() {
        return X86_FIXED + pages(bootParamLength) + memory().pageSize();
    }

    private long fixedLog() {
        return fixedMaps() + pages(pageSet.mapsLength()) + memory().pageSize();
    }

    private Map<String, Long> bootValues(PageTableWriter own) {
        Map<String, Long> values = new LinkedHashMap<>();
        values.put("boot_param_pa", bootParam);
        if (linux.layout().processor() == Processor.X86_64) {
            values.put("x86_kernel_phys_base", kernelBase);
            values.put("linux_page_offset_base", linux.layout().directVirtual());
            values.put("init_pt", straight(own.root()));
            values.put("boot_param", X86_FIXED);
            values.put("dump_page", fixedMaps());
            values.put("kmsg_buf", fixedLog());
        } else {
            values.put("arm64_kernel_phys_base", kernelBase);
            values.put("arm64_st_phys_base", linux.layout().directPhysical());
            values.put("swapper_page_table", straight(own.root()));
        }
        values.keySet().removeIf(name -> !image.has(name));
        return values;
    }

    private void setVariable(String name, long value) {
        if (linux.has(name)) {
            linux.writeLongs(linux.address(name), value);
        }
    }

    private long imageLength() {
        return pages(image.end() - image.mapKernelStart());
    }

    private long pages(long bytes) {
        long size = memory().pageSize();
        return (bytes + size - 1) & -size;
    }
}
