package org.mckernel.converter.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.mckernel.converter.locate.McKernelImage;

/**
 * The image to use: the one given, else {@code mckernel.img} beside the vmcore, else in the current directory.
 *
 * @param image the opened image, if there is one
 */
record ImageChoice(Optional<McKernelImage> image) implements Closeable {
    private static final String DEFAULT_NAME = "mckernel.img";

    /** Opens it. A default one that is no kernel image is passed over; a given one must be good. */
    static ImageChoice of(Optional<Path> given, Path vmcore) throws IOException {
        if (given.isPresent()) {
            return new ImageChoice(Optional.of(McKernelImage.open(given.get())));
        }
        for (Path path : Stream.of(vmcore.resolveSibling(DEFAULT_NAME), Path.of(DEFAULT_NAME)).toList()) {
            if (Files.isRegularFile(path)) {
                try {
                    return new ImageChoice(Optional.of(McKernelImage.open(path)));
                } catch (IOException e) {
                    continue;
                }
            }
        }
        return new ImageChoice(Optional.empty());
    }

    @Override
    public void close() throws IOException {
        if (image.isPresent()) {
            image.get().close();
        }
    }
}
