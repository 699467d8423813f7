package org.mckernel.converter.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The input files; standard input ({@code -}) is first copied to a file in the output's directory, which needs room for
 * it, and is removed at the end.
 *
 * @param files what to open
 * @param spool the copy of standard input, if there is one
 */
record SpooledInput(List<Path> files, Optional<Path> spool) implements Closeable {
    static SpooledInput of(List<Path> inputs, Optional<Path> output) throws IOException {
        if (!inputs.equals(List.of(Path.of("-")))) {
            return new SpooledInput(inputs, Optional.empty());
        }
        Path directory = output.orElse(Path.of("x")).toAbsolutePath().getParent();
        Path spool = Files.createTempFile(directory, ".vmcore-stdin-", ".partial");
        spool.toFile().deleteOnExit();
        try {
            try (var file = Files.newOutputStream(spool)) {
                System.in.transferTo(file);
            }
        } catch (IOException e) {
            Files.deleteIfExists(spool);
            throw e;
        }
        return new SpooledInput(List.of(spool), Optional.of(spool));
    }

    @Override
    public void close() throws IOException {
        if (spool.isPresent()) {
            Files.deleteIfExists(spool.get());
        }
    }
}
