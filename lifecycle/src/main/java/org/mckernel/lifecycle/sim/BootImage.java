package org.mckernel.lifecycle.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.mckernel.lifecycle.journal.Checksum;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/**
 * The image of the kernel that is booted. The simulated node makes the memory of one kernel only, the practice kernel.
 *
 * @param name as shown to the user
 * @param checksum SHA-256 of the file
 */
record BootImage(String name, String checksum) {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final long LARGEST = 1L << 30;

    /** The practice kernel, or {@code file} if it is that. */
    static BootImage of(Optional<Path> file) throws IOException, NodeException {
        byte[] practice = Replay.image();
        if (file.isEmpty()) {
            return new BootImage("the practice kernel", Checksum.of(practice));
        }
        Path path = file.get();
        if (!Files.exists(path)) {
            throw new NodeException(Errno.ENOENT, "--image %s: no such file".formatted(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new NodeException(Errno.EINVAL, "--image %s: is not a file".formatted(path));
        }
        if (Files.size(path) > LARGEST) {
            throw new NodeException(Errno.E2BIG, "--image %s: is larger than any kernel".formatted(path));
        }
        byte[] bytes = Files.readAllBytes(path);
        if (bytes.length < ELF.length || !Arrays.equals(bytes, 0, ELF.length, ELF, 0, ELF.length)) {
            throw new NodeException(Errno.EINVAL, "--image %s: is not an ELF image".formatted(path));
        }
        if (!Arrays.equals(bytes, practice)) {
            throw new NodeException(
                    Errno.EINVAL,
                    "--image %s: the simulated node can run the practice kernel only, and this is another"
                            .formatted(path));
        }
        return new BootImage(path.toString(), Checksum.of(bytes));
    }
}
