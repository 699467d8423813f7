package org.mckernel.lifecycle.driver;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/** What the driver cuts or trips over in silence, refused before it is asked. */
final class LoadLimits {
    private static final int LONGEST_PATH = 255;
    private static final int LONGEST_ARGUMENTS = 255;

    private LoadLimits() {}

    /** The absolute path of an image; the kernel itself opens it, and does not check a longer one. */
    static String path(Path image) throws NodeException {
        String path = image.toAbsolutePath().toString();
        checked("the image's path", path, LONGEST_PATH);
        return path;
    }

    /** Kernel arguments; the driver would cut longer ones. */
    static String arguments(String arguments) throws NodeException {
        checked("the kernel's arguments", arguments, LONGEST_ARGUMENTS);
        return arguments;
    }

    private static void checked(String what, String text, int most) throws NodeException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > most || text.indexOf('\0') >= 0) {
            throw new NodeException(
                    Errno.EINVAL,
                    "%s: expected at most %d bytes and no NUL, found %d bytes".formatted(what, most, length));
        }
    }
}
