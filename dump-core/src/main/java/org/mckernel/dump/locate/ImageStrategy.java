package org.mckernel.dump.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.linux.memory.LinuxAddressSpace;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Finds McKernel by its image: where Linux's own page table maps the image's address, else by probing every possible
 * physical base for the image's build id (or, without one, its text). A hit is verified by the text and by the kernel's
 * own record of its base; then boot_param_pa leads to the page set.
 */
public final class ImageStrategy implements LocateStrategy {
    /** A probe makes up to 2 MiB of the mapping resident. */
    private static final long RELEASE_EVERY = 32;

    @Override
    public String name() {
        return "image";
    }

    @Override
    public McKernelLocation locate(LocateRequest request) throws NotLocatedException {
        McKernelImage image =
                request.image().orElseThrow(() -> new NotLocatedException("no image given or next to the vmcore"));
        List<String> evidence = new ArrayList<>();
        try {
            LoadedImage loaded = find(request, image, evidence);
            BootParam bootParam = loaded.bootParam(request.pageSize(), evidence);
            long kernelBase = loaded.kernelBase();
            long physStart = PhysStart.find(request, Optional.of(loaded), OptionalLong.empty(), evidence);
            return new McKernelLocation(
                    name(),
                    request.architecture(),
                    kernelBase,
                    physStart,
                    Optional.of(bootParam.pageSet()),
                    Optional.empty(),
                    Optional.of(bootParam),
                    evidence);
        } catch (MalformedFileException e) {
            throw new NotLocatedException("%s: %s".formatted(e.file(), e.getMessage()));
        } catch (BadRecordException e) {
            throw new NotLocatedException(NotLocatedException.Kind.DAMAGED, e.getMessage());
        }
    }

    private static LoadedImage find(LocateRequest request, McKernelImage image, List<String> evidence)
            throws MalformedFileException, NotLocatedException {
        Optional<Architecture> machine = request.dump().architecture();
        if (machine.isPresent() && !machine.get().equals(image.architecture())) {
            throw mismatch("%s is for %s, the dump is of %s"
                    .formatted(
                            image.name(),
                            image.architecture().name(),
                            machine.get().name()));
        }
        Optional<LoadedImage> mapped = throughLinux(request, image, evidence);
        return mapped.isPresent() ? mapped.get() : probe(request, image, evidence);
    }

    /** Linux also maps McKernel's image, at the image's own address, unless that failed at boot. */
    private static Optional<LoadedImage> throughLinux(LocateRequest request, McKernelImage image, List<String> evidence)
            throws MalformedFileException {
        try {
            long base = LinuxAddressSpace.of(request.dump())
                    .translate(image.mapStart())
                    .physical();
            LoadedImage loaded = loadedAt(request, image, base);
            Optional<String> proof = proof(loaded);
            proof.ifPresent(text -> {
                evidence.add("Linux maps 0x%x to 0x%x".formatted(image.mapStart(), base));
                evidence.add(text);
            });
            return proof.map(_ -> loaded);
        } catch (LinuxSideException | UnmappedAddressException | AbsentMemoryException e) {
            return Optional.empty();
        }
    }

    private static LoadedImage probe(LocateRequest request, McKernelImage image, List<String> evidence)
            throws MalformedFileException, NotLocatedException {
        PhysicalMemory memory = request.dump().memory();
        long step = request.architecture().imageAlignment(request.pageSize());
        McKernelImage.Bytes key = firstPresent(image)
                .orElseThrow(
                        () -> new NotLocatedException(image.name() + " has neither a build id nor text to search for"));
        long offset = key.offset();
        List<LoadedImage> hits = new ArrayList<>();
        String proof = "";
        long probes = 0;
        long base = 0;
        for (long at = memory.nextPresent(offset, memory.end());
                at >= 0;
                at = memory.nextPresent(base + offset, memory.end())) {
            long candidate = (at - offset + step - 1) & -step;
            if (++probes % RELEASE_EVERY == 0) {
                request.dump().releaseResident();
            }
            LoadedImage loaded = loadedAt(request, image, candidate);
            Optional<String> found = loaded.compare(key) == ImageCheck.Verdict.SAME ? proof(loaded) : Optional.empty();
            if (found.isPresent()) {
                hits.add(loaded);
                proof = found.get();
            }
            base = candidate + step;
        }
        return single(image, hits, probes, proof, evidence);
    }

    private static Optional<McKernelImage.Bytes> firstPresent(McKernelImage image) throws MalformedFileException {
        Optional<McKernelImage.Bytes> id = image.loadedBuildId();
        return id.isPresent() ? id : image.textStart();
    }

    private static LoadedImage single(
            McKernelImage image, List<LoadedImage> hits, long probes, String proof, List<String> evidence)
            throws NotLocatedException {
        if (hits.isEmpty()) {
            throw mismatch("%s (build id %s) is not at any of %d possible addresses; is it the image that was booted?"
                    .formatted(image.name(), image.buildId().orElse("none"), probes));
        }
        if (hits.size() > 1) {
            throw new NotLocatedException("%s is in memory %d times, at 0x%x and 0x%x among them; give --kernel-base"
                    .formatted(
                            image.name(),
                            hits.size(),
                            hits.get(0).kernelBase(),
                            hits.get(1).kernelBase()));
        }
        evidence.add("image %s: 1 of %d probes".formatted(image.name(), probes));
        evidence.add(proof);
        return hits.getFirst();
    }

    /** The evidence that the image is there, or empty when it is not. */
    private static Optional<String> proof(LoadedImage loaded) throws MalformedFileException {
        OptionalLong recorded = loaded.recordedBase();
        if (recorded.isPresent() && recorded.getAsLong() != loaded.kernelBase()) {
            return Optional.empty();
        }
        ImageCheck.Verdict id = loaded.buildId();
        LoadedImage.TextMatch text = loaded.compareText();
        if (id == ImageCheck.Verdict.DIFFERENT || (id == ImageCheck.Verdict.UNKNOWN && !text.same())) {
            return Optional.empty();
        }
        return Optional.of(loaded.describe(id, text));
    }

    private static LoadedImage loadedAt(LocateRequest request, McKernelImage image, long base) {
        return new LoadedImage(request.dump().memory(), image, base, request.architecture());
    }

    private static NotLocatedException mismatch(String reason) {
        return new NotLocatedException(NotLocatedException.Kind.IMAGE_MISMATCH, reason);
    }
}
