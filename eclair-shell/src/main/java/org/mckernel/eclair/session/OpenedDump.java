package org.mckernel.eclair.session;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.device.LiveDump;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.KernelLog;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ihk.AssignedMemory;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.locate.KnownAddresses;
import org.mckernel.dump.locate.LocateRequest;
import org.mckernel.dump.locate.Locator;
import org.mckernel.dump.locate.McKernelImage;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.locate.NotLocatedException;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.open.Dumps;
import org.mckernel.dump.symbol.Symbol;

/** A dump and, if available, its kernel image. A vmcore is opened in place: McKernel is located in it. */
public final class OpenedDump implements Closeable {
    private static final int LARGEST_LOG = 16 << 20;
    private static final String RUNNING = "McKernel is running; stop it first (stop)";

    private final Path file;
    private final Dump dump;
    private final Optional<McKernelImage> image;
    private Optional<McKernelLocation> location = Optional.empty();
    private Optional<ImageCheck> match = Optional.empty();
    private Optional<McKernel> kernel = Optional.empty();
    private String noKernelReason = "no kernel image was given or found; give -k mckernel.img";

    private OpenedDump(Path file, Dump dump, Optional<McKernelImage> image) {
        this.file = file;
        this.dump = dump;
        this.image = image;
    }

    /**
     * Opens a dump.
     *
     * @param image the image; empty to use only the file itself
     * @param force continue although image and dump do not match
     * @throws MismatchException when they do not
     * @throws IOException when a file cannot be read
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by this object's close()
    public static OpenedDump open(Path file, Optional<Path> image, boolean force) throws IOException {
        return open(file, Dumps.open(file), image, force);
    }

    /** The same of a dump that is open already, and is closed with this; {@code file} is what the user calls it. */
    public static OpenedDump open(Path file, Dump dump, Optional<Path> image, boolean force) throws IOException {
        return found(file, dump, () -> {}, image, force);
    }

    /**
     * Opens a kernel that runs on this machine, and stops it.
     *
     * @param live the kernel, which is closed with this
     * @throws MismatchException when the image does not match and {@code force} is not set
     */
    @SuppressWarnings("MustBeClosedChecker") // closed by this object's close()
    public static OpenedDump live(Path device, LiveDump live, Optional<Path> image, boolean force) throws IOException {
        return found(device, live, () -> live.stop(LiveDump.ALL), image, force);
    }

    /** Must run before memory can be read. */
    @FunctionalInterface
    private interface Beginning {
        void begin() throws IOException;
    }

    private static OpenedDump found(Path file, Dump dump, Beginning beginning, Optional<Path> image, boolean force)
            throws IOException {
        OpenedDump opened = null;
        try {
            opened = new OpenedDump(
                    file, dump, image.isPresent() ? Optional.of(McKernelImage.open(image.get())) : Optional.empty());
            beginning.begin();
            opened.find(force);
            return opened;
        } catch (IOException | RuntimeException | Error e) { // closes the file, then rethrows
            if (opened == null) {
                dump.close();
            } else {
                opened.close();
            }
            throw e;
        }
    }

    /** The running kernel, if this is a live session. */
    public Optional<LiveDump> live() {
        return dump.as(LiveDump.class);
    }

    /** Clears all cached state after the live kernel was stopped or resumed. */
    public void changed() throws IOException {
        kernel = Optional.empty();
        if (live().map(LiveDump::stopped).orElse(true)) {
            find(true);
        } else {
            noKernelReason = RUNNING;
        }
    }

    private void find(boolean force) throws IOException {
        if (image.isEmpty()) {
            return;
        }
        LocateRequest request = new LocateRequest(
                dump,
                image,
                KnownAddresses.none(),
                Optional.empty(),
                Optional.empty(),
                Runtime.getRuntime().availableProcessors());
        Optional<Mckdump> mckdump = dump.as(Mckdump.class);
        long kernelBase;
        long physStart;
        if (live().isPresent()) {
            kernelBase = live().get().areas().kernelBase();
            physStart = physStart(live().get().areas().physStart(), kernelBase);
        } else if (mckdump.isPresent()) {
            if (mckdump.get().kernelBase().isEmpty()) {
                noKernelReason = "the dump does not contain the kernel's address";
                return;
            }
            kernelBase = mckdump.get().kernelBase().getAsLong();
            physStart = physStart(mckdump.get().physStart().orElse(0), kernelBase);
        } else {
            try {
                location = Optional.of(Locator.locate(request, Locator.all()));
            } catch (NotLocatedException e) {
                if (e.kind() == NotLocatedException.Kind.IMAGE_MISMATCH
                        && !force
                        && dump.warnings().isEmpty()) { // the kernel itself may be in the truncated part
                    throw new MismatchException(e.getMessage());
                }
                noKernelReason = "cannot find McKernel in it%s: %s"
                        .formatted(dump.warnings().isEmpty() ? "" : " (it is damaged; see info dump)", e.getMessage());
                return;
            }
            kernelBase = location.get().kernelBase();
            physStart = location.get().physStart();
        }
        match = Optional.of(ImageCheck.of(request, image.get(), kernelBase));
        if (match.get().verdict() == ImageCheck.Verdict.DIFFERENT && !force) {
            throw new MismatchException("%s: %s; give the image that was booted, or --force"
                    .formatted(file, match.get().summary()));
        }
        try {
            kernel = Optional.of(
                    new McKernel(new KernelData(image.get().kernel(), dump.memory(), kernelBase, physStart)));
        } catch (KernelDataException e) {
            noKernelReason = e.getMessage();
        }
    }

    /** Old offline converters wrote phys_start 0 on aarch64; the kernel has the correct value. */
    private long physStart(long said, long kernelBase) throws MalformedFileException {
        Optional<String> name = image.get().architecture().physStartSymbol();
        if (said != 0 || name.isEmpty()) {
            return said;
        }
        Optional<Symbol> symbol = image.get().kernel().symbols().find(name.get());
        Optional<Symbol> head = image.get().kernel().symbols().find("_head");
        if (symbol.isEmpty() || head.isEmpty()) {
            return said;
        }
        long start = head.get().value() - image.get().architecture().headOffset();
        try {
            return new MemoryReader(dump.memory()).i64(symbol.get().value() - start + kernelBase);
        } catch (AbsentMemoryException e) {
            return said;
        }
    }

    /** The file as given. */
    public Path file() {
        return file;
    }

    /** The opened file. */
    public Dump dump() {
        return dump;
    }

    /** The image. */
    public Optional<McKernelImage> image() {
        return image;
    }

    /** How the image compares with the dump. */
    public Optional<ImageCheck> match() {
        return match;
    }

    /** How McKernel was found in a vmcore; empty for an mckdump. */
    public Optional<McKernelLocation> location() {
        return location;
    }

    /**
     * The memory assigned to the kernel according to the boot parameters: in a vmcore, or in the section of an mckdump.
     */
    public Optional<BootParam.MemoryTable> assigned() {
        Optional<MemorySegment> section = bootParameters();
        return section.isPresent()
                ? AssignedMemory.of(section.get(), dump.memory().pageSize(), bootParameter("nr_memory_chunks", 4))
                : location.flatMap(McKernelLocation::bootParam).flatMap(BootParam::memory);
    }

    /**
     * A number of the boot parameters by its name in {@code struct smp_boot_param}.
     *
     * @param bytes its size: 4, unsigned, or 8
     * @return empty where debug information does not contain its offset, or it is not in the dump
     */
    public OptionalLong bootParameter(String member, int bytes) {
        try {
            OptionalLong offset = kernel.isPresent()
                    ? kernel.get().data().findOffset("smp_boot_param", member)
                    : OptionalLong.empty();
            if (offset.isEmpty()) {
                return offset;
            }
            Optional<MemorySegment> section = bootParameters();
            if (section.isPresent()) {
                return offset.getAsLong() + bytes > section.get().byteSize()
                        ? OptionalLong.empty()
                        : OptionalLong.of(
                                bytes == Long.BYTES
                                        ? section.get().get(ByteSource.LE64, offset.getAsLong())
                                        : Integer.toUnsignedLong(
                                                section.get().get(ByteSource.LE32, offset.getAsLong())));
            }
            MemoryReader reader = new MemoryReader(dump.memory());
            long at = kernel.get().data().variable("boot_param_pa") + offset.getAsLong();
            return OptionalLong.of(bytes == Long.BYTES ? reader.i64(at) : reader.u32(at));
        } catch (KernelDataException | AbsentMemoryException e) {
            return OptionalLong.empty();
        }
    }

    /** The copy of the boot parameters in an mckdump. */
    private Optional<MemorySegment> bootParameters() {
        try {
            Optional<Mckdump> mckdump = dump.as(Mckdump.class);
            return mckdump.isPresent() ? mckdump.get().section("bootparam") : Optional.empty();
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }

    /** The kernel's object model. */
    public Optional<McKernel> kernel() {
        return kernel;
    }

    /** The kernel, or why there is none. */
    public McKernel requireKernel() throws CommandException {
        return kernel.orElseThrow(() -> new CommandException("needs the kernel: " + noKernelReason));
    }

    /** McKernel's log: from Linux's memory in a vmcore, or from the section of an mckdump. */
    public Optional<KernelLog> log() {
        try {
            if (live().isPresent()) {
                return Optional.of(KernelLog.ofText(live().get().log()));
            }
            Optional<Mckdump> mckdump = dump.as(Mckdump.class);
            if (mckdump.isPresent()) {
                Optional<MemorySegment> section = mckdump.get().section("kmsg");
                return section.isPresent() ? KernelLog.of(section.get()) : Optional.empty();
            }
            Optional<BootParam> param = location.flatMap(McKernelLocation::bootParam);
            if (param.isEmpty() || param.get().kmsgSize() <= 0 || param.get().kmsgSize() > LARGEST_LOG) {
                return Optional.empty();
            }
            return logAt(param.get().kmsgAddress(), (int) param.get().kmsgSize());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Page by page: a partly missing log is still useful. */
    private Optional<KernelLog> logAt(long address, int size) {
        MemorySegment all = MemorySegment.ofArray(new byte[size]);
        long absent = 0;
        for (long done = 0; done < size; ) {
            long step = Math.min(
                    size - done,
                    dump.memory().pageSize() - (address + done) % dump.memory().pageSize());
            long got = dump.memory().read(address + done, all, done, step);
            if (got < step && done == 0) {
                return Optional.empty(); // its header is needed to read the rest
            }
            absent += step - got;
            done += step;
        }
        long lost = absent;
        return KernelLog.of(all)
                .map(log -> lost == 0
                        ? log
                        : new KernelLog(
                                log.lines(),
                                Optional.of(log.note().map(n -> n + "; ").orElse("")
                                        + "%d of its %d bytes are not in the dump".formatted(lost, size))));
    }

    @Override
    public void close() throws IOException {
        try (dump) {
            if (image.isPresent()) {
                image.get().close();
            }
        }
    }
}
