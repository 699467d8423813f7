package org.mckernel.dump.open;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.DumpFormat;
import org.mckernel.dump.format.elfcore.ElfCoreFormat;
import org.mckernel.dump.format.flattened.FlattenedSource;
import org.mckernel.dump.format.kdump.KdumpFormat;
import org.mckernel.dump.format.mckdump.MckdumpFormat;
import org.mckernel.dump.format.unsupported.Recognition;
import org.mckernel.dump.format.unsupported.UnsupportedFormats;

/** Opens dump files of any format. */
public final class Dumps {
    private static final int MOST_FILES = 1024;
    private static final List<DumpFormat> FORMATS =
            List.of(new KdumpFormat(), new ElfCoreFormat(), new MckdumpFormat());

    private Dumps() {}

    /** Maps one of the files of a dump. */
    @FunctionalInterface
    public interface Mapper {
        /**
         * Maps a file; the dump closes it.
         *
         * @throws IOException when it is not there, may not be read or is no regular file
         */
        MappedFile map(Path file) throws IOException;
    }

    /** Opens a dump of one file. */
    public static Dump open(Path file) throws IOException {
        return open(List.of(file));
    }

    /**
     * Opens a dump: one file, or all parts of a split set in any order. Formats are recognised by content only; a
     * flattened stream is read in place. The dump owns the mappings: close it.
     *
     * @throws MalformedFileException when a file cannot be read as a dump; the message is one line that says why and
     *         what to do, and {@link MalformedFileException#file} names the file
     * @throws IOException when a file does not exist or is not readable
     */
    public static Dump open(List<Path> files) throws IOException {
        return open(files, MappedFile::open);
    }

    /**
     * The same of files that may have no name in the file system.
     *
     * @param files what messages call them
     * @param mapper asked once for each
     */
    public static Dump open(List<Path> files, Mapper mapper) throws IOException {
        if (files.isEmpty() || files.size() > MOST_FILES) {
            throw new IllegalArgumentException("%d files; a dump has 1 to %d".formatted(files.size(), MOST_FILES));
        }
        requireDistinct(files);
        List<MappedFile> mappings = new ArrayList<>();
        try {
            return open(files, mapper, mappings);
        } catch (IOException | RuntimeException | Error e) {
            closeAll(mappings, e);
            throw e;
        }
    }

    private static Dump open(List<Path> files, Mapper mapper, List<MappedFile> mappings) throws IOException {
        List<ByteSource> sources = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        boolean flattened = false;
        for (Path file : files) {
            requireDump(file);
            MappedFile mapped = mapper.map(file);
            mappings.add(mapped);
            if (FlattenedSource.recognises(mapped)) {
                FlattenedSource stream = FlattenedSource.open(mapped);
                warnings.addAll(stream.warnings());
                sources.add(stream);
                flattened = true;
            } else {
                sources.add(mapped);
            }
        }
        Dump dump = formatOf(sources).open(sources);
        return new OwnedDump(dump, flattened, warnings, mappings);
    }

    private static void requireDump(Path file) throws MalformedFileException {
        if (file.toAbsolutePath().normalize().equals(Path.of("/proc/kcore"))) {
            throw unsupported(file, "is the running kernel's memory, not a dump; take a vmcore of a crash or of QEMU");
        }
    }

    private static DumpFormat formatOf(List<ByteSource> sources) throws MalformedFileException {
        DumpFormat first = formatOf(sources.getFirst());
        for (ByteSource other : sources) {
            if (!formatOf(other).equals(first)) {
                throw new MalformedFileException(
                        MalformedFileException.Kind.UNSUPPORTED,
                        other.name(),
                        "is of another format than %s; give only the parts of one split dump together"
                                .formatted(sources.getFirst().name()));
            }
        }
        return first;
    }

    private static DumpFormat formatOf(ByteSource source) throws MalformedFileException {
        for (DumpFormat format : FORMATS) {
            if (format.recognises(source)) {
                return format;
            }
        }
        Optional<Recognition> known = UnsupportedFormats.of(source);
        if (known.isPresent()) {
            throw MalformedFileException.unsupported(
                    source, known.get().name(), known.get().advice());
        }
        long shown = Math.min(source.size(), 8);
        StringBuilder found = new StringBuilder();
        for (long i = 0; i < shown; i++) {
            found.append("%02x".formatted(source.u8(i)));
        }
        throw MalformedFileException.at(
                source,
                0,
                "signature",
                "that of an ELF vmcore, a kdump-compressed dump or an mckdump",
                found.toString());
    }

    private static void requireDistinct(List<Path> files) throws IOException {
        for (int i = 0; i < files.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (same(files.get(i), files.get(j))) {
                    throw unsupported(
                            files.get(i),
                            "given twice (as %s); give each part of a split dump once".formatted(files.get(j)));
                }
            }
        }
    }

    private static boolean same(Path one, Path other) throws IOException {
        return one.equals(other) || (Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other));
    }

    private static MalformedFileException unsupported(Path file, String message) {
        return new MalformedFileException(MalformedFileException.Kind.UNSUPPORTED, file.toString(), message);
    }

    private static void closeAll(List<MappedFile> mappings, Throwable cause) {
        for (MappedFile mapping : mappings) {
            try {
                mapping.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
