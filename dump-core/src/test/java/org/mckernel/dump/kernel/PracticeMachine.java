package org.mckernel.dump.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * The captured practice kernel, one a processor, and what differs between them. What is opened stays open as long as
 * the tests' JVM runs; the unpacked dump has no name by then.
 */
@SuppressWarnings("ImmutableEnumChecker") // opens its files when first asked
public enum PracticeMachine {
    X86_64(PracticeCapture.IMAGE, PracticeCapture.TRUTH, PracticeCapture.KERNEL_BASE, 0, 0xffff_8880_0000_0000L, 16, 7),
    AARCH64(
            Arm64Capture.IMAGE,
            Arm64Capture.TRUTH,
            Arm64Capture.KERNEL_BASE,
            Arm64Capture.PHYS_START,
            0xffff_8000_0000_0000L - Arm64Capture.PHYS_START,
            32,
            31);

    private record Opened(KernelImage image, Dump dump, JsonObject truth) {}

    private final Path image;
    private final Path truth;
    private final long kernelBase;
    private final long physStart;
    private final long direct;
    private final int programCounter;
    private final int stackPointer;
    private Opened opened;
    private KernelData data;

    PracticeMachine(
            Path image,
            Path truth,
            long kernelBase,
            long physStart,
            long direct,
            int programCounter,
            int stackPointer) {
        this.image = image;
        this.truth = truth;
        this.kernelBase = kernelBase;
        this.physStart = physStart;
        this.direct = direct;
        this.programCounter = programCounter;
        this.stackPointer = stackPointer;
    }

    @SuppressWarnings("MustBeClosedChecker") // lives as long as the tests
    private synchronized Opened opened() {
        if (opened == null) {
            try {
                Path dir = Files.createTempDirectory("practice");
                Path vmcore = this == X86_64 ? PracticeCapture.unpack(dir) : Arm64Capture.unpack(dir);
                opened = new Opened(
                        KernelImage.open(image),
                        Dumps.open(vmcore),
                        JsonParser.parseString(Files.readString(truth, UTF_8)).getAsJsonObject());
                Files.delete(vmcore);
                Files.delete(dir);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return opened;
    }

    /** The file of its image. */
    public Path imageFile() {
        return image;
    }

    /** Its image. */
    public KernelImage image() {
        return opened().image();
    }

    /** Its memory as it was captured. */
    public PhysicalMemory memory() {
        return opened().dump().memory();
    }

    /** Its memory, to be damaged. */
    public ChangedMemory changed() {
        return ChangedMemory.of(memory());
    }

    /** The kernel as it was captured. */
    public McKernel kernel() {
        return new McKernel(data());
    }

    /** The kernel in other memory. */
    public McKernel kernel(PhysicalMemory memory) {
        return new McKernel(data(memory));
    }

    /** Its variables and structures as they were captured. */
    public synchronized KernelData data() {
        if (data == null) {
            data = data(memory());
        }
        return data;
    }

    /** Its variables and structures in other memory. */
    public KernelData data(PhysicalMemory memory) {
        return data(image(), memory);
    }

    /** Variables and structures of another image in other memory. */
    public KernelData data(KernelImage other, PhysicalMemory memory) {
        try {
            return new KernelData(other, memory, kernelBase, physStart);
        } catch (KernelDataException e) {
            throw new AssertionError(e);
        }
    }

    /** What the kernel said of itself. */
    public JsonObject said() {
        return opened().truth().getAsJsonObject("kernel");
    }

    /** What gdb saw. */
    public JsonObject seen() {
        return opened().truth().getAsJsonObject("seen");
    }

    /** What gdb saw of a CPU. */
    public JsonObject seen(int cpu) {
        return seen().getAsJsonArray("cpus").get(cpu).getAsJsonObject();
    }

    /** Runs of pages that the kernel calls a program's or free. */
    public JsonArray pages() {
        return said().getAsJsonArray("pages");
    }

    /** Physical address of at least 64 pages in a row that the kernel calls free. */
    public long freePages() {
        return pages().asList().stream()
                .map(p -> p.getAsJsonObject())
                .filter(p -> p.get("kind").getAsString().equals("free")
                        && p.get("pages").getAsInt() >= 64)
                .mapToLong(p -> number(p.get("start").getAsString()))
                .findFirst()
                .orElseThrow();
    }

    /** Program counter of one of gdb's frames of a CPU: of those above the innermost, a return address. */
    public long frame(int cpu, int number) {
        return number(seen(cpu)
                .getAsJsonArray("frames")
                .get(number)
                .getAsJsonObject()
                .get("pc")
                .getAsString());
    }

    /** A number that gdb printed. */
    public long variable(String name) {
        return number(seen().getAsJsonObject("variables").get(name).getAsString());
    }

    /** The number of {@code 0x…}. */
    public static long number(String hex) {
        return Long.parseUnsignedLong(hex.substring(2), 16);
    }

    /** Where the straight map, on x86_64 Linux's, has a physical address. */
    public long virtual(long physical) {
        return physical + direct;
    }

    /** The physical address of one of the kernel's objects, by the map of {@link #virtual}. */
    public long physical(long virtual) {
        return virtual - direct;
    }

    /** The physical address of a symbol of the image. */
    public long symbol(String name) {
        try {
            KernelData data = data();
            return data.symbol(name).value() - data.space().ranges().getFirst().start() + kernelBase;
        } catch (KernelDataException e) {
            throw new AssertionError(e);
        }
    }

    /** Offset of a member. */
    public long offset(String structure, String member) {
        try {
            return data().offset(structure, member);
        } catch (KernelDataException e) {
            throw new AssertionError(e);
        }
    }

    /** Size of a structure, as gdb printed it. */
    public long size(String structure) {
        return seen().getAsJsonObject("sizes").get("struct " + structure).getAsLong();
    }

    /** Physical address of a member of a CPU's variables. */
    public long cpu(int id, String member) {
        return physical(variable("clv")) + id * size("cpu_local_var") + offset("cpu_local_var", member);
    }

    /** Virtual address of a thread, as the kernel itself says. */
    public long thread(int tid) {
        return said().getAsJsonArray("threads").asList().stream()
                .map(t -> t.getAsJsonObject())
                .filter(t -> t.get("tid").getAsInt() == tid)
                .mapToLong(t -> number(t.get("address").getAsString()))
                .findFirst()
                .orElseThrow();
    }

    /** The chunks that its loader gives it. */
    public ChunkList assigned() {
        return new ChunkList.Builder()
                .add(physStart + 0x400_0000, 8 << 20)
                .add(physStart + 0x4a0_0000, 2 << 20)
                .add(physStart + 0x500_0000, 6 << 20)
                .build();
    }

    /** Physical address of the image's first byte. */
    public long kernelBase() {
        return kernelBase;
    }

    /** Physical address that the straight map begins with. */
    public long physStart() {
        return physStart;
    }

    /** The program counter's DWARF number. */
    public int programCounter() {
        return programCounter;
    }

    /** The stack pointer's DWARF number. */
    public int stackPointer() {
        return stackPointer;
    }
}
