package org.mckernel.dump.locate;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.dump.elf.BuildId;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.dump.symbol.Symbol;

/**
 * McKernel's image: everything by its offset from the start of the image's mapping, which is also its offset from
 * kernel_base in physical memory.
 */
public final class McKernelImage implements Closeable {
    /** Sufficient to identify a kernel's text when there is no build id. */
    private static final int TEXT_KEY = 256;

    /**
     * Bytes of the image in memory.
     *
     * @param offset from kernel_base
     * @param bytes their content in the file
     */
    record Bytes(long offset, MemorySegment bytes) {}

    private final KernelImage image;
    private final long mapStart;
    private final Optional<BuildId> buildId;

    private McKernelImage(KernelImage image, long mapStart) throws MalformedFileException {
        this.image = image;
        this.mapStart = mapStart;
        this.buildId = image.buildId();
    }

    /**
     * Opens an image.
     *
     * @throws MalformedFileException when the file is not a kernel image, or not McKernel's: it has no symbol
     *         {@code _head}
     */
    public static McKernelImage open(Path path) throws IOException {
        KernelImage image = KernelImage.open(path);
        try {
            Symbol head = image.symbols()
                    .find("_head")
                    .orElseThrow(() -> new MalformedFileException(
                            MalformedFileException.Kind.UNSUPPORTED,
                            path.toString(),
                            "is not a McKernel image: it has no symbol _head"));
            return new McKernelImage(image, head.value() - image.architecture().headOffset());
        } catch (IOException | RuntimeException e) { // closes the file, then rethrows
            image.close();
            throw e;
        }
    }

    /** The file's name as given. */
    public String name() {
        return image.name();
    }

    /** The opened file. */
    public KernelImage kernel() {
        return image;
    }

    /** Processor that the image is for. */
    public Architecture architecture() {
        return image.architecture();
    }

    /** The image's build id in hexadecimal. */
    public Optional<String> buildId() {
        return buildId.map(BuildId::hex);
    }

    /** Virtual address that kernel_base is mapped at (MAP_KERNEL_START). */
    long mapStart() {
        return mapStart;
    }

    /** Offset of a symbol from kernel_base; empty when the image has no such symbol. */
    OptionalLong offset(String symbol) throws MalformedFileException {
        Optional<Symbol> found = image.symbols().find(symbol);
        return found.isPresent() ? OptionalLong.of(found.get().value() - mapStart) : OptionalLong.empty();
    }

    /** The build id in memory; empty when there is none or it is not in a loaded segment. */
    Optional<Bytes> loadedBuildId() throws MalformedFileException {
        OptionalLong address = image.buildIdAddress();
        return address.isEmpty() || buildId.isEmpty()
                ? Optional.empty()
                : Optional.of(new Bytes(
                        address.getAsLong() - mapStart,
                        MemorySegment.ofArray(buildId.get().bytes())));
    }

    /** The text section. */
    Optional<Bytes> text() throws MalformedFileException {
        Optional<ElfSection> section = image.section(".text");
        if (section.isEmpty() || section.get().noBits() || section.get().size() == 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Bytes(section.get().address() - mapStart, image.elf().data(section.get())));
    }

    /** The first bytes of the text section: used to search for an image without a build id. */
    Optional<Bytes> textStart() throws MalformedFileException {
        return text().map(t -> new Bytes(
                t.offset(), t.bytes().asSlice(0, Math.min(TEXT_KEY, t.bytes().byteSize()))));
    }

    /** Offset of the page set in boot_param from the image's debug information; empty when it has none. */
    OptionalLong pageSetOffset() {
        try {
            Optional<StructLayouts> layouts = StructLayouts.of(image.elf());
            return layouts.isPresent()
                    ? layouts.get().memberOffset("smp_boot_param", "dump_page_set")
                    : OptionalLong.empty();
        } catch (MalformedFileException e) {
            return OptionalLong.empty(); // the page set is then recognised by its content
        }
    }

    @Override
    public void close() throws IOException {
        image.close();
    }
}
