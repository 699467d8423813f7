package org.mckernel.lifecycle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.mckernel.lifecycle.journal.Journal;

/** Fills a {@link SmallDisk} while a command is at work, so that its journal cannot be written any more. */
public final class FullFileSystem {
    private static final int BLOCK = 4096;

    private FullFileSystem() {}

    /**
     * Fills the disk with one file, and the last block of the journal with a torn line.
     *
     * @param state the state directory, on that disk
     * @return the file that fills it
     */
    public static Path fill(Path disk, Path state) {
        Path filler = disk.resolve("filler");
        Path journal = state.resolve(Journal.NAME);
        try {
            write(filler);
            Files.write(journal, new byte[BLOCK - (int) (Files.size(journal) % BLOCK)], StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return filler;
    }

    private static void write(Path filler) throws IOException {
        try (OutputStream stream = Files.newOutputStream(filler)) {
            while (true) {
                stream.write(new byte[BLOCK]);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }
}
