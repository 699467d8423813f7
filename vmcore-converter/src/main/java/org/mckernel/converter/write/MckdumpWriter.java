package org.mckernel.converter.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.mckernel.converter.plan.ConversionPlan;
import org.mckernel.converter.plan.HoleList;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.format.mckdump.MckdumpChunk;
import org.mckernel.dump.format.mckdump.MckdumpFormat;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.output.DumpOutput;
import org.mckernel.dump.output.PartialFile;

/** Writes a planned conversion. */
public final class MckdumpWriter {
    /**
     * Write options.
     *
     * @param force whether an existing file may be replaced
     * @param jobs threads, &ge; 1
     * @param verifyContent whether to read everything back and compare
     * @param header form of the chunk table's header
     */
    public record Options(boolean force, int jobs, boolean verifyContent, HeaderForm header) {}

    /**
     * The result.
     *
     * @param holes the plan's holes and those found while reading
     * @param fileBytes size of the file
     * @param writtenBytes bytes of it that are not holes of the file
     * @param extraSections names of the sections added to the original ones
     */
    public record Result(HoleList holes, long fileBytes, long writtenBytes, List<String> extraSections) {}

    private MckdumpWriter() {}

    /**
     * Writes {@code target} atomically: complete, verified and durable, or not at all.
     *
     * @param progress receives the bytes of memory done, from several threads
     * @throws IOException when the disk is full, the target exists, or verification fails
     * @throws HoleList.TooManyHolesException when the vmcore is unreadable in more places than can be recorded
     */
    public static Result write(
            Path target, ConversionPlan plan, DumpDescription description, Options options, LongConsumer progress)
            throws IOException, HoleList.TooManyHolesException {
        try (PartialFile file = PartialFile.create(target, options.force())) {
            return write(file, plan, description, options, progress);
        }
    }

    /** The same into an existing empty file; the caller renames it or removes it after a failure. */
    public static Result writeInto(
            Path given, ConversionPlan plan, DumpDescription description, Options options, LongConsumer progress)
            throws IOException, HoleList.TooManyHolesException {
        try (GivenFile file = GivenFile.open(given)) {
            return write(file, plan, description, options, progress);
        }
    }

    /**
     * Writes, into an existing empty file, a table of the memory of a running kernel, for a reader that reads from the
     * kernel itself: the sections of a dump, with one page without content for each memory section.
     */
    public static void announceInto(Path given, ChunkList chunks, DumpDescription description) throws IOException {
        ChunkList.Builder pages = new ChunkList.Builder();
        for (int i = 0; i < chunks.count(); i++) {
            pages.add(chunks.address(i), description.dump().memory().pageSize());
        }
        MckdumpLayout layout = new MckdumpLayout(leading(chunks, description, HeaderForm.ECLAIR), pages.build());
        try (GivenFile file = GivenFile.open(given)) {
            file.write(layout.head(List.of()), 0);
            Appender appender = new Appender(file, layout.dataEnd());
            layout.tail(List.of(), appender::put);
            appender.flush();
            file.publish(() -> {});
        }
    }

    private static Result write(
            DumpOutput file, ConversionPlan plan, DumpDescription description, Options options, LongConsumer progress)
            throws IOException, HoleList.TooManyHolesException {
        MckdumpLayout layout = new MckdumpLayout(leading(plan.chunks(), description, options.header()), plan.chunks());
        ChunkCopier filler =
                new ChunkCopier(description.dump(), plan.chunks(), layout.dataOffset(), file, options.verifyContent());
        filler.fill(options.jobs(), progress);
        HoleList holes = allHoles(plan.holes(), filler.lateHoles());
        List<MckdumpLayout.Part> trailing = trailing(description, plan.chunks(), holes);
        file.write(layout.head(trailing), 0);
        Appender appender = new Appender(file, layout.dataEnd());
        layout.tail(trailing, appender::put);
        appender.flush();
        if (options.verifyContent()) {
            filler.verify();
        }
        long size = layout.fileSize(trailing);
        file.publish(() -> verifyStructure(
                file.path(), plan.chunks(), holes, size, file.channel().size()));
        return new Result(
                holes,
                layout.fileSize(trailing),
                filler.writtenBytes(),
                trailing.stream().map(MckdumpLayout.Part::name).toList());
    }

    private static List<MckdumpLayout.Part> leading(ChunkList chunks, DumpDescription description, HeaderForm header)
            throws IOException {
        Origin origin = Origin.of(description.dump());
        return List.of(
                text("date", origin.date()),
                text("hostname", origin.hostname()),
                text("user", origin.user()),
                MckdumpLayout.physchunks(
                        chunks,
                        description.location().kernelBase(),
                        description.location().physStart(),
                        header));
    }

    private static List<MckdumpLayout.Part> trailing(DumpDescription description, ChunkList chunks, HoleList holes)
            throws IOException {
        List<MckdumpLayout.Part> parts = new ArrayList<>();
        parts.add(MckdumpLayout.Part.of("mckinfo", description.toJson(chunks, holes)));
        description
                .location()
                .bootParam()
                .ifPresent(
                        boot -> parts.addAll(ExtraSections.of(description.dump().memory(), boot)));
        Optional<Mckdump> filtered = description.dump().as(Mckdump.class);
        if (filtered.isPresent()) {
            parts.addAll(ExtraSections.of(filtered.get()));
        }
        return parts;
    }

    private static MckdumpLayout.Part text(String name, String text) {
        return MckdumpLayout.Part.of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static HoleList allHoles(HoleList planned, List<ChunkCopier.UnreadablePage> late)
            throws HoleList.TooManyHolesException {
        if (late.isEmpty()) {
            return planned;
        }
        HoleList.Builder holes = new HoleList.Builder(planned);
        List<ChunkCopier.UnreadablePage> sorted = new ArrayList<>(late);
        sorted.sort(Comparator.comparingLong(ChunkCopier.UnreadablePage::start));
        for (ChunkCopier.UnreadablePage hole : sorted) {
            holes.add(hole.start(), hole.length(), hole.reason());
        }
        return holes.build();
    }

    /** Opens the written file and compares its chunk table and its holes with the plan. */
    private static void verifyStructure(Path path, ChunkList chunks, HoleList holes, long expectedSize, long size)
            throws IOException {
        if (size != expectedSize) {
            throw new IOException("wrote %d bytes where %d were planned".formatted(size, expectedSize));
        }
        try (MappedFile file = MappedFile.open(path);
                Mckdump dump = new MckdumpFormat().open(List.of(file))) {
            boolean same = dump.chunks().size() == chunks.count();
            long held = 0;
            for (int i = 0; same && i < chunks.count(); i++) {
                MckdumpChunk chunk = dump.chunks().get(i);
                same = chunk.address() == chunks.address(i) && chunk.size() == chunks.size(i);
                held += chunk.held();
            }
            same = same && held == chunks.totalBytes() - holes.totalBytes();
            if (!same) {
                throw new IOException("verification failed: the chunk table differs; check the disk");
            }
        }
    }

    /** Collects small pieces into larger writes. */
    private static final class Appender {
        private final DumpOutput file;
        private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        private long offset;

        Appender(DumpOutput file, long offset) {
            this.file = file;
            this.offset = offset;
        }

        void put(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int count = Math.min(buffer.remaining(), bytes.remaining());
                buffer.put(bytes.slice(bytes.position(), count));
                bytes.position(bytes.position() + count);
            }
        }

        void flush() throws IOException {
            buffer.flip();
            int count = buffer.remaining();
            file.write(buffer, offset);
            offset += count;
            buffer.clear();
        }
    }
}
