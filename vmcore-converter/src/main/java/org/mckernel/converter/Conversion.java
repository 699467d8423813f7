package org.mckernel.converter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.dump.filter.FilterException;
import org.mckernel.dump.filter.RegionFilter;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.BootParam;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.kernel.ihk.PageSet;
import org.mckernel.dump.locate.ImageCheck;
import org.mckernel.dump.locate.LocateRequest;
import org.mckernel.dump.locate.LocateStrategy;
import org.mckernel.dump.locate.Locator;
import org.mckernel.dump.locate.McKernelImage;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.locate.NotLocatedException;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.result.ByteCount;

/**
 * A conversion that is ready to be written: McKernel is located, the page set converted to chunks, the holes known.
 *
 * @param location where McKernel is
 * @param plan what will be written
 * @param imageMatch how the image compares with memory, when one was given
 * @param notes further notes for the user: an unfinished page set, for example
 * @param unfinished whether the kernel was interrupted while it marked pages
 */
public record Conversion(
        McKernelLocation location,
        ConversionPlan plan,
        Optional<ImageCheck> imageMatch,
        List<String> notes,
        boolean unfinished) {
    /** Which pages the user selected. */
    public enum Scope {
        /** The pages that the dump's own page set announces. */
        AS_ANNOUNCED,
        /** All memory assigned to McKernel. */
        ALL_ASSIGNED,
        /** Of that, what the kernel uses: without user pages and free pages. */
        KERNEL_USED
    }

    /**
     * Locates and plans.
     *
     * @param force continue although a given image does not match
     * @throws ConversionException when there is nothing to convert
     */
    public static Conversion prepare(LocateRequest request, List<LocateStrategy> strategies, Scope scope, boolean force)
            throws ConversionException {
        McKernelLocation location = locate(request, strategies);
        Optional<ImageCheck> image = checkImage(request, location, force);
        PhysicalMemory memory = request.dump().memory();
        try {
            ChunkList announced = location.announced(memory);
            List<String> notes = new ArrayList<>();
            Optional<PageSet> unmarked = location.pageSet().filter(set -> !set.completed());
            boolean neverCompleted = unmarked.isPresent() && unmarked.get().untouched(announced);
            boolean unfinished = scope == Scope.AS_ANNOUNCED && unmarked.isPresent() && !neverCompleted;
            ChunkList chunks = switch (scope) {
                case AS_ANNOUNCED -> {
                    unmarked.ifPresent(_ -> describeIncomplete(neverCompleted, notes));
                    yield announced;
                }
                case ALL_ASSIGNED -> assigned(location, 0);
                case KERNEL_USED -> kernelUsed(request, location, image, notes);
            };
            if (chunks.count() == 0) {
                throw none("its memory chunks announce no pages");
            }
            ConversionPlan plan = ConversionPlan.of(memory, chunks);
            requireSomething(plan);
            return new Conversion(location, plan, image, notes, unfinished);
        } catch (BadRecordException | HoleList.TooManyHolesException e) {
            throw new ConversionException(ConversionException.Outcome.FAILED, e.getMessage());
        }
    }

    /** Build id of {@code image} where it was found to be the kernel of this dump. */
    public Optional<String> matchingBuildId(Optional<McKernelImage> image) {
        boolean same = imageMatch.isPresent() && imageMatch.get().verdict() == ImageCheck.Verdict.SAME;
        return same ? image.flatMap(McKernelImage::buildId) : Optional.empty();
    }

    private static McKernelLocation locate(LocateRequest request, List<LocateStrategy> strategies)
            throws ConversionException {
        try {
            return Locator.locate(request, strategies);
        } catch (NotLocatedException e) {
            ConversionException.Outcome outcome = switch (e.kind()) {
                case NO_MCKERNEL -> ConversionException.Outcome.NO_MCKERNEL;
                case IMAGE_MISMATCH -> ConversionException.Outcome.MISMATCH;
                case TRY_NEXT, DAMAGED -> ConversionException.Outcome.FAILED;
            };
            String damage = request.dump().warnings().isEmpty()
                    ? ""
                    : "; the dump is also damaged: "
                            + String.join("; ", request.dump().warnings());
            throw new ConversionException(outcome, "cannot find McKernel: " + e.getMessage() + damage);
        }
    }

    private static Optional<ImageCheck> checkImage(LocateRequest request, McKernelLocation location, boolean force)
            throws ConversionException {
        Optional<ImageCheck> check = request.image().map(image -> ImageCheck.of(request, image, location.kernelBase()));
        if (check.isPresent() && check.get().verdict() == ImageCheck.Verdict.DIFFERENT && !force) {
            throw new ConversionException(
                    ConversionException.Outcome.MISMATCH,
                    check.get().summary() + "; give the image that was booted, or --force");
        }
        return check;
    }

    private static void describeIncomplete(boolean neverCompleted, List<String> notes) {
        notes.add(
                neverCompleted
                        ? "the page set was never completed (completion flag 0): using all assigned memory"
                        : "the page set was interrupted (completion flag 0): it may announce more pages than are used");
    }

    /**
     * A mismatched image is never used here, even with --force: with another kernel's structures, used pages would look
     * free.
     */
    private static ChunkList kernelUsed(
            LocateRequest request, McKernelLocation location, Optional<ImageCheck> match, List<String> notes)
            throws ConversionException {
        if (match.isPresent() && match.get().verdict() != ImageCheck.Verdict.SAME) {
            throw new ConversionException(
                    ConversionException.Outcome.MISMATCH,
                    "--dump-level 24 needs the image that was booted: %s; give that image, or use --dump-level 0"
                            .formatted(match.get().summary()));
        }
        McKernelImage image = request.image()
                .orElseThrow(() -> new ConversionException(
                        ConversionException.Outcome.FAILED,
                        "--dump-level 24 needs the image that was booted; give -k mckernel.img"));
        try {
            RegionFilter.KernelUsed used = RegionFilter.kernelUsed(
                    image.kernel(),
                    request.dump().memory(),
                    location.kernelBase(),
                    location.physStart(),
                    assigned(location, 24));
            notes.add("excluded: %s user pages, %s free pages"
                    .formatted(ByteCount.text(used.userBytes()), ByteCount.text(used.freeBytes())));
            notes.addAll(used.notes());
            return used.kept();
        } catch (FilterException e) {
            throw new ConversionException(
                    ConversionException.Outcome.FAILED,
                    "--dump-level 24: %s; use --dump-level 0 to convert all assigned memory".formatted(e.getMessage()));
        }
    }

    private static ChunkList assigned(McKernelLocation location, int level) throws ConversionException {
        if (location.container().isPresent()) {
            return location.container().get(); // an mckdump has no other memory
        }
        return location.bootParam()
                .flatMap(BootParam::memory)
                .map(BootParam.MemoryTable::chunks)
                .orElseThrow(() -> new ConversionException(
                        ConversionException.Outcome.FAILED,
                        ("--dump-level %d needs the table of assigned memory in the boot_param, which was not found; "
                                        + "give -k mckernel.img or --boot-param")
                                .formatted(level)));
    }

    private static void requireSomething(ConversionPlan plan) throws ConversionException {
        if (plan.presentBytes() > 0) {
            return;
        }
        HoleList holes = plan.holes();
        boolean excluded = holes.bytes(Presence.EXCLUDED) + holes.bytes(Presence.FILTERED) > 0;
        if (!excluded && holes.bytes(Presence.TRUNCATED) > 0) {
            throw new ConversionException(
                    ConversionException.Outcome.FAILED,
                    ("truncated: all %d bytes that the page set announces are after the end of the file; "
                                    + "copy the vmcore again")
                            .formatted(plan.announcedBytes()));
        }
        throw none(
                excluded
                        ? ("the dump tool excluded all %d bytes that the page set announces;"
                                        + " IHK's panic notifier marks them so by default"
                                        + " (ENABLE_PANIC_NOTIFIER_WORKAROUND):"
                                        + " take the dump with mck dump, filter without bit 8 of makedumpfile -d, or"
                                        + " rebuild IHK without it")
                                .formatted(plan.announcedBytes())
                        : "none of the %d bytes that the page set announces is in the vmcore"
                                .formatted(plan.announcedBytes()));
    }

    private static ConversionException none(String message) {
        return new ConversionException(ConversionException.Outcome.NO_MCKERNEL, "holds no McKernel memory: " + message);
    }
}
