package org.mckernel.converter.write;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.mckernel.dump.bytes.FileRun;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.output.DumpOutput;

/**
 * Copies chunk data into an output file, several blocks at a time. Work is cut by the <em>output</em>: a block is 1 MiB
 * of the file, aligned, and may contain the ends of many small chunks, so that writes are large and aligned however
 * fragmented the memory is. Longer runs of zeros are not written: they are holes of the file.
 */
final class ChunkCopier {
    /** Announced memory that could not be read. */
    record UnreadablePage(long start, long length, Presence reason) {}

    static final int BLOCK = 1 << 20;
    private static final long RELEASE_EVERY = 32 << 20;
    private static final int FILE_PAGE = 4096;
    /** Shorter runs of zeros are written: many small holes cost more calls and file extents than they save. */
    private static final int MIN_HOLE = 64 << 10;
    /**
     * Bytes of one call at most: Linux 6.18 takes three times as long for aligned writes of 1 MiB (docs/benchmarks.md).
     */
    private static final int WRITE = 128 << 10;

    private final Dump dump;
    private final PhysicalMemory memory;
    private final ChunkList chunks;
    private final long dataOffset;
    private final long[] offsets;
    private final DumpOutput output;
    private final List<UnreadablePage> lateHoles = new ArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final int[] checksums;

    /**
     * @param dataOffset where chunk 0 begins in the output
     * @param checksums whether to store a checksum of every block for {@link #verify}
     */
    ChunkCopier(Dump dump, ChunkList chunks, long dataOffset, DumpOutput output, boolean checksums) {
        this.dump = dump;
        this.memory = dump.memory();
        this.chunks = chunks;
        this.dataOffset = dataOffset;
        this.output = output;
        this.offsets = new long[chunks.count() + 1];
        offsets[0] = dataOffset;
        for (int i = 0; i < chunks.count(); i++) {
            offsets[i + 1] = offsets[i] + chunks.size(i);
        }
        this.checksums = checksums ? new int[Math.toIntExact(endBlock() - firstBlock())] : null;
    }

    private long firstBlock() {
        return dataOffset / BLOCK;
    }

    private long endBlock() {
        return (offsets[chunks.count()] + BLOCK - 1) / BLOCK;
    }

    /**
     * Copies everything.
     *
     * @param jobs threads, &ge; 1
     * @param progress receives the bytes done after each block; called from several threads
     */
    void fill(int jobs, LongConsumer progress) throws IOException {
        AtomicLong next = new AtomicLong(firstBlock());
        AtomicLong done = new AtomicLong();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(jobs, Thread.ofPlatform().daemon().factory())) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                workers.add(pool.submit(() -> {
                    try {
                        fillBlocks(next, done, progress);
                    } finally {
                        next.set(endBlock()); // no work is left, or the others can stop
                    }
                    return null;
                }));
            }
            awaitAll(workers);
        }
    }

    private static void awaitAll(List<Future<?>> workers) throws IOException {
        IOException failure = null;
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                failure = failure == null ? asIoException(e.getCause()) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failure = new IOException("interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static IOException asIoException(Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case Error e -> throw e;
            case RuntimeException e -> throw e;
            default -> new IOException(cause);
        };
    }

    private void fillBlocks(AtomicLong next, AtomicLong done, LongConsumer progress) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BLOCK, FILE_PAGE);
            for (long block = next.getAndIncrement(); block < endBlock(); block = next.getAndIncrement()) {
                long start = Math.max(block * BLOCK, dataOffset);
                long end = Math.min((block + 1) * BLOCK, offsets[chunks.count()]);
                int at = (int) (start - block * BLOCK);
                fillBlock(buffer, at, start, end);
                int length = (int) (end - start);
                if (checksums != null) {
                    checksums[(int) (block - firstBlock())] = checksum(buffer.asSlice(at, length));
                }
                writeNonZero(buffer, at, at + length, block * BLOCK);
                long total = done.addAndGet(length);
                if (total / RELEASE_EVERY != (total - length) / RELEASE_EVERY) {
                    dump.releaseResident();
                    output.flushEarly();
                }
                progress.accept(total);
            }
        }
    }

    /** Fills {@code buffer} from {@code at} on with the output's bytes from {@code start} to {@code end}. */
    private void fillBlock(MemorySegment buffer, int at, long start, long end) throws IOException {
        int chunk = chunkAt(start);
        long position = start;
        while (position < end) {
            long inChunk = position - offsets[chunk];
            long length = Math.min(end, offsets[chunk + 1]) - position;
            copy(chunks.address(chunk) + inChunk, buffer, at + (position - start), length);
            position += length;
            chunk++;
        }
    }

    /** The chunk that the output's byte {@code offset} belongs to. */
    private int chunkAt(long offset) {
        int found = Arrays.binarySearch(offsets, 0, chunks.count(), offset);
        return found >= 0 ? found : -found - 2;
    }

    private void copy(long address, MemorySegment buffer, long at, long length) throws IOException {
        long done = 0;
        while (done < length) {
            long got = copyFromFile(address + done, buffer, at + done, length - done);
            if (got == 0) {
                got = memory.read(address + done, buffer, at + done, length - done);
            }
            if (got == 0) {
                got = holeLength(address + done, length - done);
                buffer.asSlice(at + done, got).fill((byte) 0);
            }
            done += got;
        }
    }

    /**
     * Reads uncompressed bytes from the file, not through its mapping: that is faster for bulk data, as no page has to
     * be mapped.
     */
    private long copyFromFile(long address, MemorySegment buffer, long at, long length) throws IOException {
        FileRun run = memory.extent(address, length).file();
        if (run == null) {
            return 0;
        }
        ByteBuffer bytes = buffer.asSlice(at, run.length()).asByteBuffer();
        readFully(run.file().channel(), bytes, run.offset());
        return bytes.position();
    }

    /** How far to skip at an absent byte; records the hole when the tables did not contain it. */
    private long holeLength(long address, long limit) {
        Extent extent = memory.extent(address, limit);
        if (extent.presence() != Presence.PRESENT) {
            return extent.length();
        }
        long page = memory.pageSize();
        long length = Math.min(limit, page - (address & (page - 1)));
        Presence reason = memory.presence(address);
        synchronized (lateHoles) {
            lateHoles.add(new UnreadablePage(address, length, reason == Presence.PRESENT ? Presence.CORRUPT : reason));
        }
        return length;
    }

    private void writeNonZero(MemorySegment buffer, int from, int to, long fileOffset) throws IOException {
        int begin = from; // of what is to be written
        int zeros = from; // where the zero pages just before "at" begin
        for (int at = from; at < to; ) {
            int pageEnd = Math.min(to, (at | (FILE_PAGE - 1)) + 1);
            if (!isZero(buffer, at, pageEnd)) {
                if (at - zeros >= MIN_HOLE) {
                    write(buffer, begin, zeros, fileOffset);
                    begin = at;
                }
                zeros = pageEnd;
            }
            at = pageEnd;
        }
        write(buffer, begin, to - zeros >= MIN_HOLE ? zeros : to, fileOffset);
    }

    private void write(MemorySegment buffer, int from, int to, long fileOffset) throws IOException {
        for (int at = from; at < to; ) {
            int end = Math.min(to, (at | (WRITE - 1)) + 1);
            output.write(buffer.asSlice(at, end - at).asByteBuffer(), fileOffset + at);
            written.addAndGet(end - at);
            at = end;
        }
    }

    private static boolean isZero(MemorySegment buffer, int from, int to) {
        if (buffer.get(ValueLayout.JAVA_BYTE, from) != 0 || buffer.get(ValueLayout.JAVA_BYTE, to - 1) != 0) {
            return false;
        }
        return MemorySegment.mismatch(buffer, from, to, Zeros.PAGE, 0, to - from) < 0;
    }

    /** Re-reads every block and compares it with its checksum; needs a file that has its full size. */
    void verify() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BLOCK, FILE_PAGE);
            for (long block = firstBlock(); block < endBlock(); block++) {
                long start = Math.max(block * BLOCK, dataOffset);
                long end = Math.min((block + 1) * BLOCK, offsets[chunks.count()]);
                ByteBuffer bytes = buffer.asSlice(0, end - start).asByteBuffer();
                readFully(output.channel(), bytes, start);
                int found = checksum(buffer.asSlice(0, end - start));
                if (bytes.hasRemaining() || found != checksums[(int) (block - firstBlock())]) {
                    throw new IOException(
                            "verification failed: content at offset %d differs; check the disk".formatted(start));
                }
            }
        }
    }

    /** Fills {@code bytes} from {@code offset} on, as far as the file goes. */
    private static void readFully(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        int got;
        do {
            got = channel.read(bytes, offset + bytes.position());
        } while (got > 0 && bytes.hasRemaining());
    }

    private static int checksum(MemorySegment bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.asByteBuffer());
        return (int) crc.getValue();
    }

    /** Bytes actually written; the rest of the data is holes of the file. */
    long writtenBytes() {
        return written.get();
    }

    /** Memory that was unreadable, unordered. */
    List<UnreadablePage> lateHoles() {
        synchronized (lateHoles) {
            return List.copyOf(lateHoles);
        }
    }

    /** A page of zeros to compare with. */
    private static final class Zeros {
        static final MemorySegment PAGE = MemorySegment.ofArray(new byte[FILE_PAGE]);
    }
}
