package org.mckernel.dump.locate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.LongStream;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.memory.MemoryReader;
import org.mckernel.dump.memory.PhysicalMemory;

/**
 * Looks at the start of every page for a boot_param whose page set and memory table agree with each other. Needs
 * nothing but the vmcore; reads one line of every page that is present, so it is the last resort.
 */
public final class ScanStrategy implements LocateStrategy {
    /** Pages are scanned in ranges of this many bytes, so that threads share the work. */
    private static final long RANGE_BYTES = 64L << 20;

    private static final int MAX_HITS = 64;

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public McKernelLocation locate(LocateRequest request) throws NotLocatedException {
        PhysicalMemory memory = request.dump().memory();
        long[] stretches = stretches(memory);
        List<BootParam> hits;
        try (ForkJoinPool pool = new ForkJoinPool(request.jobs())) {
            ForkJoinTask<List<BootParam>> scan = pool.submit(() -> LongStream.of(stretches)
                    .parallel()
                    .mapToObj(start -> scan(request, start))
                    .flatMap(List::stream)
                    .limit(MAX_HITS)
                    .toList());
            hits = scan.join();
        }
        if (hits.isEmpty()) {
            throw new NotLocatedException("no boot_param signature in the dump's pages");
        }
        if (hits.size() > 1) {
            throw new NotLocatedException(
                    "%d pages look like a boot_param, 0x%x and 0x%x among them; give the right one with --boot-param"
                            .formatted(
                                    hits.size(),
                                    hits.get(0).address(),
                                    hits.get(1).address()));
        }
        return location(request, hits.getFirst());
    }

    private McKernelLocation location(LocateRequest request, BootParam bootParam) {
        List<String> evidence = new ArrayList<>();
        evidence.add("boot_param signature at 0x%x, the only one".formatted(bootParam.address()));
        evidence.add("%d maps match its memory table"
                .formatted(bootParam.pageSet().maps().size()));
        long start = bootParam.memory().orElseThrow().bootstrapStart();
        long kernelBase = request.architecture().kernelBase(start, request.pageSize());
        return new McKernelLocation(
                name(),
                request.architecture(),
                kernelBase,
                PhysStart.find(request, loaded(request, kernelBase), OptionalLong.empty(), evidence),
                Optional.of(bootParam.pageSet()),
                Optional.empty(),
                Optional.of(bootParam),
                evidence);
    }

    /** The given image, if it is at the kernel's base: its variables provide more. */
    private static Optional<LoadedImage> loaded(LocateRequest request, long kernelBase) {
        return request.image()
                .filter(i -> ImageCheck.of(request, i, kernelBase).verdict() == ImageCheck.Verdict.SAME)
                .map(i -> new LoadedImage(request.dump().memory(), i, kernelBase, request.architecture()));
    }

    /** Where the stretches begin that have present memory in them: what is absent between them costs nothing. */
    private static long[] stretches(PhysicalMemory memory) {
        LongStream.Builder starts = LongStream.builder();
        long end = memory.end();
        for (long at = memory.nextPresent(0, end);
                at >= 0;
                at = memory.nextPresent((at | (RANGE_BYTES - 1)) + 1, end)) {
            starts.add(at & -RANGE_BYTES);
        }
        return starts.build().toArray();
    }

    private static List<BootParam> scan(LocateRequest request, long start) {
        PhysicalMemory memory = request.dump().memory();
        MemoryReader reader = new MemoryReader(memory);
        List<BootParam> hits = new ArrayList<>();
        long page = request.pageSize();
        long end = start + RANGE_BYTES;
        long at = memory.nextPresent(start, end);
        while (at >= 0 && hits.size() < MAX_HITS) {
            long aligned = (at + page - 1) & -page;
            if (aligned < end && BootParam.looksLike(reader, aligned, page)) {
                read(memory, aligned, page).ifPresent(hits::add);
            }
            at = aligned + page < end ? memory.nextPresent(aligned + page, end) : -1;
        }
        request.dump().releaseResident();
        return hits;
    }

    private static Optional<BootParam> read(PhysicalMemory memory, long address, long pageSize) {
        try {
            BootParam found = BootParam.read(memory, address, pageSize, OptionalLong.empty());
            return found.memory().isPresent() ? Optional.of(found) : Optional.empty();
        } catch (BadRecordException e) {
            return Optional.empty();
        }
    }
}
