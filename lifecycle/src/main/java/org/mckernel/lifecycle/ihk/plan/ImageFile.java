package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** The image to boot, as far as it can be checked before IHK's driver reads it. */
public final class ImageFile {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    /** The driver copies only that many bytes of a path, unchecked. */
    private static final int LONGEST_PATH = 255;

    private static final long LARGEST = 1L << 30;

    private ImageFile() {}

    public static void check(Path image) throws IOException, NodeException {
        if (image.toAbsolutePath().toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new NodeException(
                    Errno.EINVAL,
                    "%s: the path is longer than %d bytes; IHK would crash".formatted(image, LONGEST_PATH));
        }
        if (Files.size(image) > LARGEST) {
            throw new NodeException(Errno.E2BIG, "%s: is larger than any kernel".formatted(image));
        }
        try (InputStream stream = Files.newInputStream(image)) {
            if (!Arrays.equals(stream.readNBytes(ELF.length), ELF)) {
                throw new NodeException(Errno.EINVAL, "%s: is not an ELF image".formatted(image));
            }
        }
    }
}
