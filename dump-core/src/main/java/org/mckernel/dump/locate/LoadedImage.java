package org.mckernel.dump.locate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/** McKernel's image in physical memory at an assumed kernel_base, and the comparison with it. */
final class LoadedImage {
    /** Three 32-bit numbers (lengths of name and content, type) and the name, {@code GNU}. */
    private static final int NOTE_HEAD = 16;

    private static final int NOTE_BUILD_ID = 3;

    /**
     * The running kernel patches a few bytes of its text at boot (8 were seen); more differences mean another kernel.
     */
    private static final int PATCHED_BYTES = 256;

    private static final int BLOCK = 1 << 16;

    /**
     * How memory compares with the image's text.
     *
     * @param compared bytes compared
     * @param differing how many of them differ
     * @param absent bytes of text that are not in the dump
     */
    record TextMatch(long compared, long differing, long absent) {
        /** True if the text is this image's, except for what a kernel patches at boot. */
        boolean same() {
            return compared > 0 && differing <= Math.min(PATCHED_BYTES, compared / 16);
        }
    }

    private final PhysicalMemory memory;
    private final MemoryReader reader;
    private final McKernelImage image;
    private final Architecture architecture;
    private final long kernelBase;

    LoadedImage(PhysicalMemory memory, McKernelImage image, long kernelBase, Architecture architecture) {
        this.memory = memory;
        this.reader = new MemoryReader(memory);
        this.image = image;
        this.kernelBase = kernelBase;
        this.architecture = architecture;
    }

    private OptionalLong physical(String symbol) {
        try {
            OptionalLong offset = image.offset(symbol);
            return offset.isEmpty() ? offset : OptionalLong.of(offset.getAsLong() + kernelBase);
        } catch (MalformedFileException e) {
            return OptionalLong.empty();
        }
    }

    /** A 64-bit variable's value in memory; empty when there is no such symbol or its memory is absent. */
    OptionalLong variable(String symbol) {
        OptionalLong address = physical(symbol);
        try {
            return address.isEmpty() ? address : OptionalLong.of(reader.i64(address.getAsLong()));
        } catch (AbsentMemoryException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Whether the image's build id is at its expected address; unknown when the image has none or its page is absent.
     */
    ImageCheck.Verdict buildId() throws MalformedFileException {
        Optional<McKernelImage.Bytes> id = image.loadedBuildId();
        return id.isPresent() ? compare(id.get()) : ImageCheck.Verdict.UNKNOWN;
    }

    /** Whether {@code expected} is in memory at its address in the image. */
    ImageCheck.Verdict compare(McKernelImage.Bytes expected) {
        MemorySegment found =
                MemorySegment.ofArray(new byte[(int) expected.bytes().byteSize()]);
        if (memory.read(expected.offset() + kernelBase, found, 0, found.byteSize()) != found.byteSize()) {
            return ImageCheck.Verdict.UNKNOWN;
        }
        return found.mismatch(expected.bytes()) < 0 ? ImageCheck.Verdict.SAME : ImageCheck.Verdict.DIFFERENT;
    }

    /** Compares the whole text section. */
    TextMatch compareText() throws MalformedFileException {
        Optional<McKernelImage.Bytes> text = image.text();
        if (text.isEmpty()) {
            return new TextMatch(0, 0, 0);
        }
        long compared = 0;
        long differing = 0;
        long absent = 0;
        MemorySegment expected = text.get().bytes();
        long base = text.get().offset() + kernelBase;
        MemorySegment found = MemorySegment.ofArray(new byte[BLOCK]);
        long at = 0;
        while (at < expected.byteSize()) {
            long want = Math.min(BLOCK, expected.byteSize() - at);
            long got = memory.read(base + at, found, 0, want);
            differing += differences(expected.asSlice(at, got), found.asSlice(0, got));
            compared += got;
            at += got;
            if (got < want) {
                long gap = memory.pageSize() - ((base + at) & (memory.pageSize() - 1));
                long skipped = Math.min(gap, expected.byteSize() - at);
                absent += skipped;
                at += skipped;
            }
        }
        return new TextMatch(compared, differing, absent);
    }

    private static long differences(MemorySegment a, MemorySegment b) {
        long count = 0;
        long at = 0;
        while (at < a.byteSize()) {
            long next = MemorySegment.mismatch(a, at, a.byteSize(), b, at, b.byteSize());
            if (next < 0) {
                break;
            }
            count++;
            at += next + 1;
        }
        return count;
    }

    /** The kernel's own record of its load address; empty when it cannot be read. */
    OptionalLong recordedBase() {
        return variable(architecture.kernelBaseSymbol());
    }

    /**
     * Follows boot_param_pa.
     *
     * @throws NotLocatedException when the image has no such symbol or its memory is absent
     * @throws BadRecordException when it does not lead to a boot_param
     */
    BootParam bootParam(long pageSize, List<String> evidence) throws NotLocatedException, BadRecordException {
        OptionalLong address = variable("boot_param_pa");
        if (address.isEmpty()) {
            throw new NotLocatedException(
                    physical("boot_param_pa").isEmpty()
                            ? "the image has no symbol boot_param_pa"
                            : "the page of boot_param_pa is not in the dump");
        }
        evidence.add("boot_param_pa leads to 0x%x".formatted(address.getAsLong()));
        return BootParam.read(memory, address.getAsLong(), pageSize, image.pageSetOffset());
    }

    /** Assumed physical address of the image's first byte. */
    long kernelBase() {
        return kernelBase;
    }

    /** The comparison as text. */
    String describe(ImageCheck.Verdict buildId, TextMatch text) {
        String id = switch (buildId) {
            case SAME -> "build id " + image.buildId().orElse("") + " equal";
            case DIFFERENT ->
                "build id %s, in memory %s".formatted(image.buildId().orElse(""), buildIdInMemory());
            case UNKNOWN -> "build id not comparable";
        };
        String absent = text.absent() == 0 ? "" : ", %d bytes of text not in the dump".formatted(text.absent());
        return id + ", " + describe(text) + absent;
    }

    /** The build id in memory at the address of the image's own; {@code none} where there is no build id note. */
    private String buildIdInMemory() {
        try {
            Optional<McKernelImage.Bytes> own = image.loadedBuildId();
            if (own.isEmpty()) {
                return "another";
            }
            int length = (int) own.get().bytes().byteSize();
            MemorySegment note = MemorySegment.ofArray(new byte[NOTE_HEAD + length]);
            if (memory.read(own.get().offset() + kernelBase - NOTE_HEAD, note, 0, note.byteSize()) != note.byteSize()) {
                return "another";
            }
            boolean id = note.get(ByteSource.LE32, 0) == 4
                    && note.get(ByteSource.LE32, 4) == length
                    && note.get(ByteSource.LE32, 8) == NOTE_BUILD_ID;
            return id ? HexFormat.of().formatHex(note.asSlice(NOTE_HEAD).toArray(ValueLayout.JAVA_BYTE)) : "none";
        } catch (MalformedFileException e) {
            return "another";
        }
    }

    private static String describe(TextMatch text) {
        if (text.compared() == 0) {
            return "text not comparable";
        }
        if (!text.same()) {
            return "text differs in %d of %d bytes".formatted(text.differing(), text.compared());
        }
        return text.differing() == 0 ? "text equal" : "text equal but for %d bytes".formatted(text.differing());
    }
}
