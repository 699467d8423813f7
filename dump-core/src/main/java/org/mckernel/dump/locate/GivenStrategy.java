package org.mckernel.dump.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.PageSet;

/**
 * Uses the addresses that the user gave. Any subset that leads to both the page set and kernel_base is sufficient: the
 * page set by its own address or through the boot_param; kernel_base by its own address, from the bootstrap memory's
 * start, or from the boot_param's memory table. A kernel_base together with an image leads to the boot_param.
 */
public final class GivenStrategy implements LocateStrategy {
    @Override
    public String name() {
        return "given";
    }

    @Override
    public McKernelLocation locate(LocateRequest request) throws NotLocatedException {
        KnownAddresses known = request.known();
        if (known.isEmpty()) {
            throw new NotLocatedException("no addresses given");
        }
        List<String> evidence = new ArrayList<>();
        try {
            Optional<PageSet> given = pageSet(request, evidence);
            Optional<BootParam> bootParam = bootParam(request, given, evidence);
            PageSet pageSet = given.or(() -> bootParam.map(BootParam::pageSet))
                    .orElseThrow(() ->
                            new NotLocatedException("the given addresses do not lead to the page set: give --page-set "
                                    + "or --boot-param too, or the image that was booted"));
            long kernelBase = kernelBase(request, bootParam, evidence);
            requireAssigned(pageSet, kernelBase);
            return new McKernelLocation(
                    name(),
                    request.architecture(),
                    kernelBase,
                    PhysStart.find(
                            request, loaded(request, OptionalLong.of(kernelBase)), OptionalLong.empty(), evidence),
                    Optional.of(pageSet),
                    Optional.empty(),
                    bootParam,
                    evidence);
        } catch (BadRecordException e) {
            throw new NotLocatedException(NotLocatedException.Kind.DAMAGED, e.getMessage());
        }
    }

    /** With a mistyped address the dump's addresses could not be translated. */
    private static void requireAssigned(PageSet pageSet, long kernelBase) throws NotLocatedException {
        boolean assigned = pageSet.maps().stream()
                .anyMatch(map -> kernelBase >= map.start() && kernelBase < map.end(pageSet.pageSize()));
        if (!assigned) {
            throw new NotLocatedException(
                    NotLocatedException.Kind.DAMAGED,
                    "kernel base 0x%x is outside the page set's %d memory chunks; check --bootstrap or --kernel-base"
                            .formatted(kernelBase, pageSet.maps().size()));
        }
    }

    private static Optional<PageSet> pageSet(LocateRequest request, List<String> evidence) throws BadRecordException {
        OptionalLong given = request.known().pageSet();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        evidence.add("page set given at 0x%x".formatted(given.getAsLong()));
        return Optional.of(PageSet.read(request.dump().memory(), given.getAsLong(), request.pageSize()));
    }

    /** The given one, the one that contains the page set, or the one found through the image. */
    private static Optional<BootParam> bootParam(
            LocateRequest request, Optional<PageSet> pageSet, List<String> evidence)
            throws BadRecordException, NotLocatedException {
        OptionalLong given = request.known().bootParam();
        if (given.isPresent()) {
            evidence.add("boot_param given at 0x%x".formatted(given.getAsLong()));
            return Optional.of(BootParam.read(
                    request.dump().memory(), given.getAsLong(), request.pageSize(), OptionalLong.empty()));
        }
        if (pageSet.isPresent()) {
            Optional<BootParam> around = BootParam.containing(request.dump().memory(), pageSet.get());
            around.ifPresent(found -> evidence.add("boot_param around it at 0x%x".formatted(found.address())));
            return around;
        }
        Optional<LoadedImage> loaded = loaded(request, givenBase(request));
        return loaded.isPresent()
                ? Optional.of(loaded.get().bootParam(request.pageSize(), evidence))
                : Optional.empty();
    }

    private static Optional<LoadedImage> loaded(LocateRequest request, OptionalLong kernelBase) {
        return kernelBase.isEmpty()
                ? Optional.empty()
                : request.image()
                        .map(image -> new LoadedImage(
                                request.dump().memory(), image, kernelBase.getAsLong(), request.architecture()));
    }

    /** The kernel base that the user gave, or computed from the given bootstrap memory. */
    private static OptionalLong givenBase(LocateRequest request) {
        OptionalLong bootstrap = request.known().bootstrap();
        return request.known().kernelBase().isPresent() || bootstrap.isEmpty()
                ? request.known().kernelBase()
                : OptionalLong.of(request.architecture().kernelBase(bootstrap.getAsLong(), request.pageSize()));
    }

    private static long kernelBase(LocateRequest request, Optional<BootParam> bootParam, List<String> evidence)
            throws NotLocatedException {
        OptionalLong given = givenBase(request);
        if (given.isPresent()) {
            evidence.add(
                    request.known().kernelBase().isPresent()
                            ? "kernel base given: 0x%x".formatted(given.getAsLong())
                            : "bootstrap memory given at 0x%x"
                                    .formatted(request.known().bootstrap().getAsLong()));
            return given.getAsLong();
        }
        long start = bootParam
                .flatMap(BootParam::memory)
                .orElseThrow(() -> new NotLocatedException(
                        "the given addresses do not lead to the kernel base: give --bootstrap or --kernel-base too"))
                .bootstrapStart();
        evidence.add("bootstrap memory at 0x%x".formatted(start));
        return request.architecture().kernelBase(start, request.pageSize());
    }
}
