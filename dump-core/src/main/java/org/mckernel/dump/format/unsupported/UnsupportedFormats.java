package org.mckernel.dump.format.unsupported;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfHeader;

/** Names unsupported file formats. */
public final class UnsupportedFormats {
    private static final long SAMPLE = 4096;
    private static final long ZERO_SAMPLE = 1 << 20;

    private UnsupportedFormats() {}

    /** The kind of file, by its first bytes; empty when unknown. Never fails. */
    public static Optional<Recognition> of(ByteSource source) {
        for (Signature signature : Signatures.ALL) {
            if (signature.matches(source)) {
                return Optional.of(signature.meaning());
            }
        }
        try {
            if (ElfHeader.magicAt0(source)) {
                return Optional.of(elf(source));
            }
            return zeros(source).or(() -> text(source));
        } catch (MalformedFileException _) {
            return Optional.empty();
        }
    }

    private static Recognition elf(ByteSource source) throws MalformedFileException {
        if (source.size() < 64) {
            return new Recognition(
                    "ELF file of %d bytes, not even a header".formatted(source.size()), "copy the file again");
        }
        int elfClass = source.u8(4);
        int order = source.u8(5);
        if (elfClass == 1) {
            return new Recognition("32-bit ELF file", "only vmcores of 64-bit machines are read");
        }
        if (order == 2) {
            return new Recognition("big-endian ELF file", "only vmcores of x86_64 and aarch64 are read");
        }
        if (elfClass != 2 || order != 1) {
            return new Recognition(
                    "ELF file of unknown class %d or byte order %d".formatted(elfClass, order),
                    "the header is damaged: copy the file again");
        }
        int type = source.u16(16);
        return switch (type) {
            case ElfHeader.RELOCATABLE ->
                new Recognition("ELF object or kernel module, not a dump", "give a vmcore or an mckdump here");
            case ElfHeader.EXECUTABLE, ElfHeader.SHARED ->
                new Recognition("ELF program or kernel image, not a dump", "give a vmcore or an mckdump here");
            case ElfHeader.CORE ->
                new Recognition(
                        "ELF core without program headers, as of a Xen guest",
                        "take an ELF or kdump-compressed vmcore (makedumpfile) instead");
            default ->
                new Recognition("ELF file of type %d, not a dump".formatted(type), "give a vmcore or an mckdump here");
        };
    }

    private static Optional<Recognition> zeros(ByteSource source) throws MalformedFileException {
        long length = Math.min(source.size(), ZERO_SAMPLE);
        MemorySegment start = source.slice(0, length);
        for (long i = 0; i < length; i++) {
            if (start.get(ValueLayout.JAVA_BYTE, i) != 0) {
                return Optional.empty();
            }
        }
        String what = length == source.size()
                ? "file of %d zero bytes".formatted(length)
                : "file that begins with %d zero bytes".formatted(length);
        return Optional.of(new Recognition(
                what, "the dump was never written or its start is lost (disk full, crash): " + "take another copy"));
    }

    private static Optional<Recognition> text(ByteSource source) {
        try {
            long length = Math.min(source.size(), SAMPLE);
            for (byte b : source.slice(0, length).toArray(ValueLayout.JAVA_BYTE)) {
                if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Recognition("text file", "give a vmcore or an mckdump here"));
        } catch (MalformedFileException _) {
            return Optional.empty();
        }
    }
}
