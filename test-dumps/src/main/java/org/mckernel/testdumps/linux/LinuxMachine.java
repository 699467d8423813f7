package org.mckernel.testdumps.linux;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * A running Linux in simulated memory.
 *
 * <p>{@link #boot} gives a kernel with page tables, direct map and a VMCOREINFO; what else there is (modules, type
 * information, symbol table) is added by the writers, the symbol table last. Memory, from the start of RAM: the
 * kernel's image from 16 MiB, page tables and other pages from 24 MiB, and nothing from 32 MiB on: that is McKernel's.
 */
public final class LinuxMachine {
    private static final int IMAGE_SIZE = 4 << 20;
    private static final int ROOT_OFFSET = 0x10000;
    private static final int DATA_OFFSET = 0x20000;
    private static final long FRAMES_OFFSET = 24L << 20;
    private static final long FREE_OFFSET = 32L << 20;
    private static final long HUGE = 2L << 20;
    private static final long GIB = 1L << 30;
    /** From this size on, a machine has page sets and tables that do not fit below {@link #FREE_OFFSET}. */
    private static final long LARGE_RAM = 64 * GIB;

    private final LinuxLayout layout;
    private final KernelRelease release;
    private final SimulatedMemory memory;
    private final FrameAllocator frames;
    private final PageTableWriter tables;
    private final Map<String, Long> symbols = new LinkedHashMap<>();
    private final Map<String, Long> moduleSymbols = new LinkedHashMap<>();
    private final Map<String, String> vmcoreinfo = new LinkedHashMap<>();
    private long nextData;
    private long nextModule;

    private LinuxMachine(LinuxLayout layout, KernelRelease release) {
        this.layout = layout;
        this.release = release;
        this.memory = new SimulatedMemory(layout.pageSize());
        long start = layout.ramStart();
        boolean x86 = layout.processor() == Processor.X86_64;
        if (x86) {
            memory.ram(0, 0x9f000).ram(0x100000, layout.ram() - 0x100000);
        } else {
            memory.ram(start, layout.ram());
        }
        this.frames = new FrameAllocator(start + FRAMES_OFFSET, firstFree(), layout.pageSize());
        long root = layout.kernelPhysical() + ROOT_OFFSET;
        this.tables = x86
                ? PageTableWriter.x86(memory, frames, (layout.vaBits() - 12) / 9, root)
                : PageTableWriter.arm64(memory, frames, layout.pageSize(), layout.vaBits(), root);
        this.nextData = layout.kernelVirtual() + DATA_OFFSET;
        this.nextModule = layout.modulesVirtual();
    }

    /** Boots a kernel. */
    public static LinuxMachine boot(LinuxLayout layout, String release) {
        LinuxMachine machine = new LinuxMachine(layout, new KernelRelease(release));
        machine.mapEverything();
        machine.placeKernel();
        VmcoreinfoText.fill(machine);
        return machine;
    }

    /**
     * Boots a kernel with modules, IHK's among them, and whatever its release has of type information (5.2 and newer)
     * and of a symbol table that the VMCOREINFO names (6.0 and newer; older ones have the table only).
     */
    public static LinuxMachine running(LinuxLayout layout, String release) {
        LinuxMachine machine = boot(layout, release);
        ModuleShape shape = ModuleShape.of(machine.release);
        boolean x86 = layout.processor() == Processor.X86_64;
        new ModuleListWriter(shape)
                .module("mcctrl")
                .ihk(x86 ? "ihk_smp_x86_64" : "ihk_smp_arm64")
                .module("ihk")
                .module("ext4")
                .writeTo(machine);
        if (machine.release.atLeast(5, 2)) {
            shape.describe(new BtfWriter().everyOtherKind()).writeTo(machine);
        }
        return KallsymsWriter.of(machine).writeTo(machine, machine.release.atLeast(6, 0));
    }

    public SimulatedMemory memory() {
        return memory;
    }

    public LinuxLayout layout() {
        return layout;
    }

    public KernelRelease release() {
        return release;
    }

    /** The kernel's page tables; more can be mapped. */
    public PageTableWriter tables() {
        return tables;
    }

    /** Pages that belong to Linux. */
    public FrameAllocator frames() {
        return frames;
    }

    /** First physical address that Linux does not use: what it gives to McKernel. */
    public long firstFree() {
        // a bit for each page, rounded up
        long forLarge = layout.ram() < LARGE_RAM ? 0 : (layout.ram() / layout.pageSize() / 8 + HUGE) & -HUGE;
        return layout.ramStart() + FREE_OFFSET + forLarge;
    }

    /** Puts a variable into the kernel's data and returns its virtual address; 8-aligned. */
    public long kernelData(String symbol, byte... bytes) {
        long at = kernelSpace(bytes.length);
        symbols.put(symbol, at);
        write(at, bytes);
        return at;
    }

    /** Room in the kernel's data without a symbol; 8-aligned. */
    public long kernelSpace(int bytes) {
        long at = nextData;
        nextData += (bytes + 7) & -8;
        if (nextData > layout.kernelVirtual() + IMAGE_SIZE) {
            throw new IllegalStateException("the kernel's data is full");
        }
        return at;
    }

    /** Pages in the module area; every one is a physical page of its own, none next to the one before. */
    public long moduleSpace(int bytes) {
        long at = nextModule;
        int size = layout.pageSize();
        for (int done = 0; done < bytes; done += size) {
            tables.map(nextModule, frames.skip(size).allocate(size), size, size);
            nextModule += size;
        }
        nextModule += size;
        return at;
    }

    /** Writes by virtual address, across pages. */
    public LinuxMachine write(long virtual, byte... bytes) {
        int size = layout.pageSize();
        for (int done = 0; done < bytes.length; ) {
            int count = (int) Math.min(bytes.length - done, size - ((virtual + done) & (size - 1)));
            byte[] piece = new byte[count];
            System.arraycopy(bytes, done, piece, 0, count);
            memory.write(tables.physical(virtual + done), piece);
            done += count;
        }
        return this;
    }

    /** Writes words by virtual address. */
    public LinuxMachine writeLongs(long virtual, long... words) {
        ByteBuffer out = ByteBuffer.allocate(8 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        out.asLongBuffer().put(words);
        return write(virtual, out.array());
    }

    /** Names an address. */
    public LinuxMachine symbol(String name, long virtual) {
        symbols.put(name, virtual);
        return this;
    }

    /** Names an address in a module; such names are not in the kernel's own table. */
    public LinuxMachine moduleSymbol(String name, long virtual) {
        moduleSymbols.put(name, virtual);
        return this;
    }

    /** Virtual address of a symbol of the kernel or of a module. */
    public long address(String name) {
        Long at = symbols.getOrDefault(name, moduleSymbols.get(name));
        if (at == null) {
            throw new IllegalArgumentException("no symbol " + name);
        }
        return at;
    }

    /** True if the kernel or a module has it. */
    public boolean has(String name) {
        return symbols.containsKey(name) || moduleSymbols.containsKey(name);
    }

    /** Every symbol of the kernel itself. */
    public Map<String, Long> symbols() {
        return Collections.unmodifiableMap(symbols);
    }

    /** Adds or changes a line of the VMCOREINFO. */
    public LinuxMachine vmcoreinfo(String key, String value) {
        vmcoreinfo.put(key, value);
        return this;
    }

    /** Takes a line out of the VMCOREINFO. */
    public LinuxMachine withoutVmcoreinfo(String key) {
        vmcoreinfo.remove(key);
        return this;
    }

    /** The VMCOREINFO: {@code KEY=value} lines. */
    public String vmcoreinfo() {
        StringBuilder text = new StringBuilder();
        vmcoreinfo.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        return text.toString();
    }

    private void mapEverything() {
        tables.map(layout.kernelVirtual(), layout.kernelPhysical(), IMAGE_SIZE, HUGE);
        for (SimulatedMemory.Range range : memory.ram()) {
            tables.map(
                    layout.direct(range.start()), range.start(), range.length(), layout.ram() < LARGE_RAM ? HUGE : GIB);
        }
    }

    private void placeKernel() {
        byte[] text = new byte[0x2000];
        new Random(42).nextBytes(text);
        long virtual = layout.kernelVirtual();
        write(virtual, text);
        symbol("_text", virtual).symbol("_stext", virtual).symbol("swapper_pg_dir", virtual + ROOT_OFFSET);
        String[] functions = {"startup_64", "do_one_initcall", "schedule", "panic", "load_module", "free_module"};
        for (int i = 0; i < functions.length; i++) {
            symbol(functions[i], virtual + 0x100 * (i + 1L));
        }
        String banner = "Linux version " + release.text() + " (builder@simulated) #1 SMP\n\0";
        kernelData("linux_banner", banner.getBytes(US_ASCII));
        if (layout.processor() == Processor.X86_64) {
            symbol(release.atLeast(4, 13) ? "init_top_pgt" : "init_level4_pgt", virtual + ROOT_OFFSET);
            writeLongs(kernelData("phys_base", new byte[8]), layout.physBase());
            writeLongs(kernelData("page_offset_base", new byte[8]), layout.directVirtual());
        } else {
            writeLongs(kernelData("memstart_addr", new byte[8]), layout.directPhysical());
            writeLongs(kernelData("kimage_voffset", new byte[8]), layout.kimageVoffset());
        }
    }
}
