package org.mckernel.eclair.processcore;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSegment;
import org.mckernel.dump.kernel.memory.UserSpace;
import org.mckernel.dump.kernel.memory.VmRange;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.output.PartialFile;

/**
 * Writes a process's core file: file header, notes, memory page by page from the dump, then the program headers, which
 * are known only when the last page was read. Memory that is not in the dump is in no segment, as a debugger reads the
 * part of a segment that is not in the file as zeros.
 */
public final class ProcessCore {
    private static final int FILE_HEADER = 64;
    private static final int SECTION_HEADER = 64;
    private static final int CORE = 4;
    private static final int PIECE = 1 << 20;
    /** Permissions of memory that is in no known range: readable is sufficient. */
    private static final int NO_RANGE = 4;

    private final PhysicalMemory memory;
    private final PartialFile file;
    private final CoreSegments segments;
    private final CoreMemory found = new CoreMemory();
    private final CRC32C written = new CRC32C();
    private final byte[] piece = new byte[PIECE];
    private final long dataAt;
    private long next;
    private Optional<VmRange> before = Optional.empty();

    private ProcessCore(PhysicalMemory memory, PartialFile file, long pageSize, long dataAt) {
        this.memory = memory;
        this.file = file;
        this.segments = new CoreSegments(pageSize);
        this.dataAt = dataAt;
        this.next = dataAt;
    }

    /**
     * What was written.
     *
     * @param bytes of the file
     * @param segments number of load segments
     * @param memory what of the process's memory is in the file, and what is not
     */
    public record Outcome(long bytes, int segments, CoreMemory memory) {}

    /** The presence of a process's memory by the dump's tables only: no page is read. */
    public static CoreMemory survey(UserSpace space, PhysicalMemory memory) throws IOException {
        CoreMemory survey = new CoreMemory();
        ProcessPages.visit(space, memory, survey);
        return survey;
    }

    /**
     * Writes the file atomically: complete, verified and durable, or not at all.
     *
     * @param needed bytes of memory that a survey found
     * @throws IOException when the file exists and {@code force} is not given, the disk is full, or verification fails
     */
    public static Outcome write(
            Path target,
            boolean force,
            Architecture architecture,
            UserSpace space,
            PhysicalMemory memory,
            byte[] notes,
            long needed)
            throws IOException {
        PartialFile.check(target, force);
        long room = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
        if (needed > room) {
            throw new IOException("%s: needs %d bytes, the disk has %d left".formatted(target, needed, room));
        }
        try (PartialFile file = PartialFile.create(target, force)) {
            long dataAt = (FILE_HEADER + notes.length + space.pageSize() - 1) & -space.pageSize();
            ProcessCore core = new ProcessCore(memory, file, space.pageSize(), dataAt);
            file.write(ByteBuffer.wrap(notes), FILE_HEADER);
            ProcessPages.visit(space, memory, core.new Copy());
            core.finish(architecture, notes.length);
            file.publish(() -> core.check(notes.length));
            return new Outcome(Files.size(target), core.segments.count(), core.found);
        }
    }

    /** Copies present memory; a page that fails to decode is treated as missing. */
    private final class Copy implements ProcessPages.Visitor {
        @Override
        public void present(Optional<VmRange> range, long virtual, long physical, long length) throws IOException {
            long done = 0;
            while (done < length) {
                long step = Math.min(PIECE, length - done);
                long read = memory.read(physical + done, MemorySegment.ofArray(piece), 0, step);
                long got = read & -memory.pageSize();
                if (got > 0) {
                    segments.add(virtual + done, got, flags(range), next, joins(range));
                    file.write(ByteBuffer.wrap(piece, 0, (int) got), next);
                    written.update(piece, 0, (int) got);
                    next += got;
                    found.present(range, virtual + done, physical + done, got);
                    done += got;
                } else {
                    long page = Math.min(memory.pageSize(), length - done);
                    missing(range, virtual + done, page, memory.presence(physical + done + read));
                    done += page;
                }
            }
        }

        @Override
        public void untouched(VmRange range, long virtual, long length) throws IOException {
            if (range.isAnonymous()) { // as zeros, which the program would read; gdb reads file pages from the file
                segments.add(virtual, length, flags(Optional.of(range)), -1, joins(Optional.of(range)));
            }
            found.untouched(range, virtual, length);
        }

        @Override
        public void missing(Optional<VmRange> range, long virtual, long length, Presence why) throws IOException {
            found.missing(range, virtual, length, why);
        }

        private int flags(Optional<VmRange> range) {
            return range.map(VmRange::segmentFlags).orElse(NO_RANGE);
        }

        /** A segment ends at the end of its range. */
        private boolean joins(Optional<VmRange> range) {
            boolean same = range.equals(before);
            before = range;
            return same;
        }
    }

    private void finish(Architecture architecture, int notes) throws IOException {
        int count = segments.count() + 1;
        boolean many = count >= CoreSegments.NOT_IN_HEADER;
        file.write(segments.table(FILE_HEADER, notes), next);
        long sections = many ? next + (long) CoreSegments.HEADER * count : 0;
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0x464c_457f).put((byte) 2).put((byte) 1).put((byte) 1).position(16);
        header.putShort((short) CORE)
                .putShort((short) architecture.elfMachine())
                .putInt(1)
                .putLong(0);
        header.putLong(next)
                .putLong(sections)
                .putInt(0)
                .putShort((short) FILE_HEADER)
                .putShort((short) CoreSegments.HEADER);
        header.putShort((short) Math.min(count, CoreSegments.NOT_IN_HEADER))
                .putShort((short) (many ? SECTION_HEADER : 0))
                .putShort((short) (many ? 1 : 0))
                .putShort((short) 0);
        file.write(header.flip(), 0);
        if (many) {
            file.write(
                    ByteBuffer.allocate(SECTION_HEADER)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(44, count),
                    sections);
        }
    }

    /** Reads the file back: headers, notes, and every byte of memory. */
    private void check(int notes) throws IOException {
        try (MappedFile mapped = MappedFile.open(file.path())) {
            ElfFile elf = ElfFile.open(mapped);
            boolean same = elf.segmentCount() == segments.count() + 1;
            long held = 0;
            for (int i = 0; same && i < elf.segmentCount(); i++) {
                ElfSegment segment = elf.segment(i);
                same = mapped.contains(segment.offset(), segment.fileSize())
                        && (segment.type() != ElfSegment.NOTE || segment.fileSize() == notes);
                held += segment.type() == ElfSegment.LOAD ? segment.fileSize() : 0;
            }
            CRC32C read = new CRC32C();
            for (long at = dataAt; at < next; at += PIECE) {
                read.update(mapped.slice(at, Math.min(PIECE, next - at)).asByteBuffer());
            }
            if (!same || held != next - dataAt || read.getValue() != written.getValue()) {
                throw new IOException(
                        "%s: verification failed, content differs; check the disk".formatted(file.path()));
            }
        }
    }
}
