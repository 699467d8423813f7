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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The files to open. Standard input ({@code -}) and compressed files are first written uncompressed to a file in a
 * given directory, which needs space for it; the copy is removed by {@link #close}, or when the program ends.
 */
public final class InputFiles implements Closeable {
    private static final Path STANDARD_INPUT = Path.of("-");
    private static final int BUFFER = 1 << 18;

    private final List<Path> files = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();
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

    /** The files to open, in the order of the inputs. */
    public List<Path> files() {
        return List.copyOf(files);
    }

    private void add(Path input, Path directory) throws IOException {
        if (input.equals(STANDARD_INPUT)) {
            BufferedInputStream stream = new BufferedInputStream(System.in);
            copy(stream, CompressionFormat.of(stream), "standard input", directory);
            return;
        }
        if (!Files.isRegularFile(input) || !Files.isReadable(input)) {
            files.add(input); // opening it reports the error
            return;
        }
        try (BufferedInputStream stream = new BufferedInputStream(Files.newInputStream(input), BUFFER)) {
            Optional<CompressionFormat> format = CompressionFormat.of(stream);
            if (format.isEmpty()) {
                files.add(input);
            } else {
                notice.accept("%s: compressed with %s, decompressing to %s for this run"
                        .formatted(input, format.get().label(), directory));
                copy(stream, format, input.toString(), directory);
            }
        }
    }

    private void copy(InputStream stream, Optional<CompressionFormat> format, String name, Path directory)
            throws IOException {
        Path copy = Files.createTempFile(directory, ".vmcore-", ".partial");
        copies.add(copy);
        copy.toFile().deleteOnExit();
        long written = 0;
        try (FileChannel file = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            try (InputStream decompressed =
                    format.isEmpty() ? stream : format.get().decompress(stream)) {
                byte[] buffer = new byte[BUFFER];
                for (int got = decompressed.readNBytes(buffer, 0, BUFFER);
                        got > 0;
                        got = decompressed.readNBytes(buffer, 0, BUFFER)) {
                    write(file, buffer, got, written, copy);
                    written += got;
                }
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException | RuntimeException e) { // the libraries throw both for damaged input
                String what = format.map(p -> p.label() + " stream").orElse("stream");
                String why = e.getMessage() == null ? "" : " (%s)".formatted(e.getMessage());
                throw new FileSystemException(
                        name,
                        null,
                        "%s is damaged or truncated after %d bytes of content%s; copy it again"
                                .formatted(what, written, why));
            }
            if (file.size() < written) { // the content ends with zeros
                write(file, new byte[1], 1, written - 1, copy);
            }
        }
        files.add(copy);
    }

    /** Skips runs of zeros, which are frequent in a vmcore. */
    private static void write(FileChannel file, byte[] bytes, int length, long offset, Path copy) throws IOException {
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
                    copy.getParent().toString(),
                    null,
                    "no space to decompress the input: " + e.getMessage() + "; the copy was removed");
        }
    }

    @Override
    public void close() throws IOException {
        for (Path copy : copies) {
            Files.deleteIfExists(copy);
        }
    }
}
