package org.mckernel.dump.locate;

import java.nio.file.Path;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.format.Dump;

/**
 * The inputs of a search for McKernel.
 *
 * @param dump the opened vmcore
 * @param image McKernel's image
 * @param known addresses from the user
 * @param vmlinux Linux image with symbols and debug information
 * @param moduleObject the IHK driver module's object file
 * @param jobs threads that a long search may use, &ge; 1
 */
public record LocateRequest(
        Dump dump,
        Optional<McKernelImage> image,
        KnownAddresses known,
        Optional<Path> vmlinux,
        Optional<Path> moduleObject,
        int jobs) {
    /** Architecture of the dump; of the image when unknown; x86_64 when both are unknown. */
    public Architecture architecture() {
        return dump.architecture()
                .or(() -> image.map(McKernelImage::architecture))
                .orElseGet(X86_64::new);
    }

    /** Linux's page size. */
    public long pageSize() {
        return dump.memory().pageSize();
    }
}
