package org.mckernel.eclair.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemory;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/** Against a search that asks for every place alone. */
class MemorySearchTest {
    private static final long BASE = 0x10_0000;
    /** More than two of the search's blocks of 1 MiB, and no multiple of 8. */
    private static final int SIZE = (5 << 19) + 0x1003;

    private static final long HOLE = BASE + (1 << 20) - 0x800;
    private static final int HOLE_SIZE = 0x1001;
    private static final ChunkList CHUNKS =
            new ChunkList.Builder().add(BASE, SIZE).build();

    @TempDir
    private Path directory;

    private byte[] content;
    private MappedFile file;
    private StoredMemory memory;

    /** Few different bytes, so that beginnings of what is sought are everywhere. */
    @BeforeEach
    void write() throws IOException {
        Random random = new Random(1);
        content = new byte[SIZE];
        for (int i = 0; i < SIZE; i++) {
            content[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt(4) : 0);
        }
        for (int i = 0; i < 200; i++) {
            plant("needle", random.nextInt(SIZE - 6));
        }
        for (int block = 1; block <= 2; block++) {
            for (int i = -6; i < 3; i += 6) {
                plant("needle", (block << 20) + i + block);
            }
        }
        file = MappedFile.open(Files.write(directory.resolve("bytes"), content));
        memory = new StoredMemoryBuilder()
                .stored(BASE, SIZE, 0)
                .hole(HOLE, HOLE_SIZE, Presence.EXCLUDED)
                .build(file, 4096);
    }

    private void plant(String text, int at) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, content, at, text.length());
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    /** The same bytes, page by page and not in a file: as compressed pages are. */
    private static PhysicalMemory paged(PhysicalMemory memory) {
        return new PhysicalMemory() {
            @Override
            public long read(long address, MemorySegment target, long targetOffset, long length) {
                return memory.read(address, target, targetOffset, length);
            }

            @Override
            public Presence presence(long address) {
                return memory.presence(address);
            }

            @Override
            public Extent extent(long address, long limit) {
                Extent extent = memory.extent(address, Math.min(limit, 4096 - (address & 4095)));
                return new Extent(extent.start(), extent.length(), extent.presence(), null);
            }

            @Override
            public long nextPresent(long address, long end) {
                return memory.nextPresent(address, end);
            }

            @Override
            public long end() {
                return memory.end();
            }

            @Override
            public long pageSize() {
                return memory.pageSize();
            }
        };
    }

    private boolean present(long address, int width) {
        return address + width <= HOLE || address >= HOLE + HOLE_SIZE;
    }

    private List<Long> wordsByHand(long mask, long low, long length) {
        List<Long> found = new ArrayList<>();
        MemorySegment bytes = MemorySegment.ofArray(content);
        for (int at = 0; at + 8 <= SIZE; at += 8) {
            long value = bytes.get(ByteSource.LE64, at) & mask;
            if (present(BASE + at, 8) && Long.compareUnsigned(value - low, length) < 0) {
                found.add(BASE + at);
            }
        }
        return found;
    }

    private List<Long> bytesByHand(byte[] sought) {
        List<Long> found = new ArrayList<>();
        for (int at = 0; at + sought.length <= SIZE; at++) {
            if (present(BASE + at, sought.length)
                    && java.util.Arrays.equals(content, at, at + sought.length, sought, 0, sought.length)) {
                found.add(BASE + at);
            }
        }
        return found;
    }

    private void findsAll(MemorySearch search, List<Long> expected) {
        for (PhysicalMemory each : List.of(memory, paged(memory))) {
            MemorySearch.Found found = search.run(each, CHUNKS);
            assertThat(found.addresses()).isEqualTo(expected.subList(0, Math.min(1000, expected.size())));
            assertThat(found.more()).isEqualTo(Math.max(0, expected.size() - 1000));
        }
    }

    @Test
    void findsBytesAlsoAcrossBlocks() throws CommandException {
        for (String text :
                List.of("needle", "n", "ne", "edl", "\0\0needle", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")) {
            byte[] sought = text.getBytes(StandardCharsets.US_ASCII);
            List<Long> expected = bytesByHand(sought);
            assertThat(expected).isNotEmpty();
            findsAll(MemorySearch.forBytes(sought), expected);
        }
    }

    @Test
    void findsWordsUnderAMask() {
        for (long value : List.of(0L, 1L, 0x100L, -1L)) {
            findsAll(MemorySearch.forWord(value, 0), wordsByHand(-1, value, 1));
            findsAll(MemorySearch.forWord(value, 0xffff_ff00L), wordsByHand(~0xffff_ff00L, value & ~0xffff_ff00L, 1));
        }
    }

    @Test
    void findsWordsOfARangeUnsigned() {
        for (long[] range : new long[][] {
            {0, 0}, {0, 1}, {1, 2}, {0x100, 0x1_0000}, {-2, 4}, {0, -1}, {Long.MIN_VALUE, 8}, {1, Long.MIN_VALUE}
        }) {
            findsAll(MemorySearch.forRange(range[0], range[1]), wordsByHand(-1, range[0], range[1]));
        }
    }

    @Test
    void anInterruptEndsItAndIsUsedUp() {
        MemorySearch search = MemorySearch.forWord(1, 0);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> search.run(memory, CHUNKS)).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isFalse();
        }
    }
}
