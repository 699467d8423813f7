package org.mckernel.converter.cli;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.dump.locate.McKernelImage;

/**
 * The image to use: the one given, else {@code mckernel.img} next to the vmcore, else in the current directory.
 *
 * @param image the opened image, if there is one
 */
record ImageChoice(Optional<McKernelImage> image) implements Closeable {
    private static final String DEFAULT_NAME = "mckernel.img";

    /** Opens the image. A default one that is not a kernel image is ignored; a given one must be valid. */
    static ImageChoice of(Optional<Path> given, Path vmcore) throws IOException {
        if (given.isPresent()) {
            return new ImageChoice(Optional.of(McKernelImage.open(given.get())));
        }
        Optional<McKernelImage> sibling = openDefault(vmcore.resolveSibling(DEFAULT_NAME));
        return new ImageChoice(sibling.isPresent() ? sibling : openDefault(Path.of(DEFAULT_NAME)));
    }

    private static Optional<McKernelImage> openDefault(Path path) {
        try {
            return Files.isRegularFile(path) ? Optional.of(McKernelImage.open(path)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (image.isPresent()) {
            image.get().close();
        }
    }
}
