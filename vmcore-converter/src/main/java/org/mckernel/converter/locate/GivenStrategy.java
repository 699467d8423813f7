package org.mckernel.converter.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.kernel.BadRecordException;
import org.mckernel.dump.kernel.BootParam;
import org.mckernel.dump.kernel.PageSet;

/**
 * Uses the addresses that the user gave. Any subset that leads to both the page set and kernel_base will do: the page set
 * by its own address or through the boot_param; kernel_base by its own address, from the bootstrap memory's start, or
 * from the boot_param's memory table. A kernel_base together with an image leads to the boot_param.
 */
public final class GivenStrategy implements LocateStrategy {
    @Override
    public String name() {
        return "given";
    }

    @Override
    public Location locate(LocateRequest request) throws NotLocatedException {
        KnownAddresses known = request.known();
        if (known.isEmpty()) {
            throw new NotLocatedException("no addresses given");
        }
        List<String> evidence = new ArrayList<>();
        try {
            Optional<BootParam> bootParam = bootParam(request, evidence);
            PageSet pageSet = pageSet(request, bootParam, evidence);
            long kernelBase = kernelBase(request, bootParam, evidence);
            requireAssigned(pageSet, kernelBase);
            return new Location(name(), request.architecture(), kernelBase,
                    PhysStart.find(request, Optional.empty(), OptionalLong.empty(), evidence),
                    pageSet, bootParam, evidence);
        } catch (BadRecordException e) {
            throw new NotLocatedException(NotLocatedException.Kind.DAMAGED, e.getMessage());
        }
    }

    /** A mistyped address would give a dump that no reader can translate addresses in. */
    private static void requireAssigned(PageSet pageSet, long kernelBase) throws NotLocatedException {
        boolean assigned = pageSet.maps().stream()
                .anyMatch(map -> kernelBase >= map.start() && kernelBase < map.end(pageSet.pageSize()));
        if (!assigned) {
            throw new NotLocatedException(NotLocatedException.Kind.DAMAGED,
                    "kernel base 0x%x is in none of the page set's %d memory chunks; check --bootstrap or --kernel-base"
                            .formatted(kernelBase, pageSet.maps().size()));
        }
    }

    private static Optional<BootParam> bootParam(LocateRequest request, List<String> evidence)
            throws BadRecordException, NotLocatedException {
        KnownAddresses known = request.known();
        if (known.bootParam().isPresent()) {
            evidence.add("boot_param given at 0x%x".formatted(known.bootParam().getAsLong()));
            return Optional.of(BootParam.read(request.dump().memory(), known.bootParam().getAsLong(),
                    request.pageSize(), OptionalLong.empty()));
        }
        boolean wanted = known.pageSet().isEmpty() || known.bootstrap().isEmpty();
        if (wanted && known.kernelBase().isPresent() && request.image().isPresent()) {
            LoadedImage loaded = new LoadedImage(request.dump().memory(), request.image().get(),
                    known.kernelBase().getAsLong(), request.architecture());
            return Optional.of(loaded.bootParam(request.pageSize(), evidence));
        }
        return Optional.empty();
    }

    private static PageSet pageSet(LocateRequest request, Optional<BootParam> bootParam, List<String> evidence)
            throws BadRecordException, NotLocatedException {
        OptionalLong given = request.known().pageSet();
        if (given.isPresent()) {
            evidence.add("page set given at 0x%x".formatted(given.getAsLong()));
            return PageSet.read(request.dump().memory(), given.getAsLong(), request.pageSize());
        }
        return bootParam.map(BootParam::pageSet).orElseThrow(() -> new NotLocatedException(
                "the given addresses do not lead to the page set: give --page-set or --boot-param too"));
    }

    private static long kernelBase(LocateRequest request, Optional<BootParam> bootParam, List<String> evidence)
            throws NotLocatedException {
        KnownAddresses known = request.known();
        if (known.kernelBase().isPresent()) {
            evidence.add("kernel base given: 0x%x".formatted(known.kernelBase().getAsLong()));
            return known.kernelBase().getAsLong();
        }
        OptionalLong start = known.bootstrap();
        if (start.isEmpty() && bootParam.isPresent() && bootParam.get().memory().isPresent()) {
            start = OptionalLong.of(bootParam.get().memory().get().bootstrapStart());
        }
        if (start.isEmpty()) {
            throw new NotLocatedException(
                    "the given addresses do not lead to the kernel base: give --bootstrap or --kernel-base too");
        }
        evidence.add("bootstrap memory at 0x%x".formatted(start.getAsLong()));
        return request.architecture().kernelBase(start.getAsLong(), request.pageSize());
    }
}
