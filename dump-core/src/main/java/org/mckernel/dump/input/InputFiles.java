package org.mckernel.dump.input;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.open.Dumps;

/**
 * The files to open. Standard input ({@code -}), and files compressed as a whole, are first decompressed to a file in a
 * given directory, which needs room for it. The copy has no name in the directory: it is unlinked as soon as it is
 * open, so that it ends with {@link #close}, or with the program, however that ends.
 */
public final class InputFiles implements Closeable {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int BUFFER = 1 << 18;

    private final List<Path> files = new ArrayList<>();
    private final Map<Path, FileChannel> copies = new HashMap<>();
    private final Consumer<String> notice;

    private InputFiles(Consumer<String> notice) {
        this.notice = notice;
    }

    /**
     * Decompresses files where needed.
     *
     * @param inputs the files as named by the user
     * @param directory directory for copies
     * @throws IOException when a stream ends too early or is damaged, or the directory has no space; no copy is left
     *         then
     */
    public static InputFiles of(List<Path> inputs, Path directory) throws IOException {
        return of(inputs, directory, _ -> {});
    }

    /** The same; {@code notice} receives one line for each file before it is decompressed. */
    public static InputFiles of(List<Path> inputs, Path directory, Consumer<String> notice) throws IOException {
        InputFiles all = new InputFiles(notice);
        try {
            for (Path input : inputs) {
                all.add(input, directory);
            }
            return all;
        } catch (IOException | RuntimeException e) { // removes the copies made so far, then rethrows
            all.close();
            throw e;
        }
    }

    /**
     * The directory for copies without an output file: {@code TMPDIR}, else {@code /var/tmp}, which keeps large files.
     */
    public static Path scratchDirectory() {
        return Path.of(Optional.ofNullable(System.getenv("TMPDIR"))
                .filter(d -> !d.isEmpty())
                .orElse("/var/tmp"));
    }

    /** The files as named by the user. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    /**
     * Opens the dump that the files make; close it before this.
     *
     * @throws IOException as {@link Dumps#open(List)}
     */
    public Dump open() throws IOException {
        return Dumps.open(files, this::map);
    }

    /**
     * Maps one of the files, or its copy; close the mapping before this.
     *
     * @throws IOException as {@link MappedFile#open}
     */
    public MappedFile map(Path file) throws IOException {
        FileChannel copy = copies.get(file);
        return copy == null ? MappedFile.open(file) : MappedFile.of(file, copy);
    }

    private void add(Path input, Path directory) throws IOException {
        files.add(input);
        if (copies.containsKey(input)) {
            return; // whoever opens both says what is wrong
        }
        if (input.equals(STANDARD_INPUT)) {
            BufferedInputStream stream = new BufferedInputStream(System.in);
            copy(input, stream, CompressionFormat.of(stream), "standard input", directory);
            return;
        }
        if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
            return; // whoever opens it says what is wrong
        }
        try (BufferedInputStream stream = new BufferedInputStream(Files.newInputStream(input), BUFFER)) {
            Optional<CompressionFormat> compression = CompressionFormat.of(stream);
            if (compression.isPresent()) {
                notice.accept("%s: compressed with %s, decompressing to %s for this run"
                        .formatted(input, compression.get().label(), directory));
                copy(input, stream, compression, input.toString(), directory);
            }
        }
    }

    private void copy(
            Path input, InputStream stream, Optional<CompressionFormat> compression, String name, Path directory)
            throws IOException {
        FileChannel file = nameless(directory);
        copies.put(input, file);
        long written = 0;
        try (InputStream unpacked =
                compression.isEmpty() ? stream : compression.get().decompress(stream)) {
            byte[] buffer = new byte[BUFFER];
            for (int got = unpacked.readNBytes(buffer, 0, BUFFER);
                    got > 0;
                    got = unpacked.readNBytes(buffer, 0, BUFFER)) {
                write(file, buffer, got, written, directory);
                written += got;
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the libraries throw both for damaged input
            String what = compression.map(p -> p.label() + " stream").orElse("stream");
            String why = e.getMessage() == null ? "" : " (%s)".formatted(e.getMessage());
            throw new FileSystemException(
                    name,
                    null,
                    "%s is damaged or truncated after %d bytes of content%s; copy it again"
                            .formatted(what, written, why));
        }
        if (file.size() < written) { // it ends in zeros
            write(file, new byte[1], 1, written - 1, directory);
        }
    }

    /** A new file, readable by its owner alone. The JDK unlinks a file to be deleted on close when it has opened it. */
    @SuppressWarnings("MustBeClosedChecker") // closed by close()
    private static FileChannel nameless(Path directory) throws IOException {
        Path name = directory.resolve(".vmcore-%s.partial".formatted(UUID.randomUUID()));
        return FileChannel.open(
                name,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Leaves runs of zeros out: a vmcore is full of them. */
    private static void write(FileChannel file, byte[] bytes, int length, long offset, Path directory)
            throws IOException {
        boolean zero = length > 1;
        for (int i = 0; zero && i < length; i++) {
            zero = bytes[i] == 0;
        }
        if (zero) {
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
            while (buffer.hasRemaining()) {
                file.write(buffer, offset + buffer.position());
            }
        } catch (IOException e) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "no space to decompress the input: " + e.getMessage() + "; the copy was removed");
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel copy : copies.values()) {
            copy.close();
        }
    }
}
