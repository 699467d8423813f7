package org.mckernel.lifecycle.ihk.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.mckernel.lifecycle.ihk.context.NodeContext;
import org.mckernel.lifecycle.node.Errno;
import org.mckernel.lifecycle.node.NodeException;

/**
 * The build id that IHK's modules report. McKernel's image contains none; mcexec does, and refuses to work with
 * modules of another build.
 */
public final class ModuleBuild {
    private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
    private static final long LARGEST = 64 << 20;

    private ModuleBuild() {}

    /** Refuses modules of another build than configured; if none is configured, notes that mcexec is of another. */
    static void check(NodeContext context) throws IOException, NodeException {
        Optional<String> wanted = context.installation().buildId();
        if (wanted.isPresent()) {
            Optional<String> found = context.driver().buildId();
            if (found.isPresent() && !found.get().equals(wanted.get())) {
                throw new NodeException(
                        Errno.EINVAL,
                        "the loaded modules are of build %s, expected %s; load those of this installation"
                                .formatted(found.get(), wanted.get()));
            }
            return;
        }
        try {
            Optional<String> found = context.driver().buildId();
            Path mcexec = context.host().path(context.installation().mcexec());
            if (found.isPresent() && !found.get().isBlank() && lacks(mcexec, found.get())) {
                context.note("the loaded modules are of build %s, %s is of another: it will not run programs"
                        .formatted(found.get(), context.installation().mcexec()));
            }
        } catch (NodeException e) {
            context.note("the modules do not report their build id: " + e.line());
        }
    }

    /** True if {@code file} is a program, and nowhere in it is {@code text}. */
    private static boolean lacks(Path file, String text) throws IOException {
        if (!Files.isReadable(file) || Files.size(file) > LARGEST) {
            return false;
        }
        byte[] bytes = Files.readAllBytes(file);
        return bytes.length > ELF.length
                && Arrays.equals(bytes, 0, ELF.length, ELF, 0, ELF.length)
                && !new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }
}
