package org.mckernel.dump.bytes;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A source of any size in memory: zeros but for what is put in it, and with gaps that cannot be read. No byte of it
 * is in a file, so {@link #fileRun} is always null.
 */
public final class TestSource implements ByteSource {
    private static final String NAME = "test.bin";
    private static final long LARGEST_COPY = 1 << 24;
    private static final int PAGE = 4096;

    private final long size;
    private final Map<Long, byte[]> pages = new HashMap<>();
    private final Map<Long, Long> gaps = new TreeMap<>();

    private TestSource(long size) {
        this.size = size;
    }

    /** A source of exactly these bytes. */
    public static TestSource of(byte... bytes) {
        return ofSize(bytes.length).with(0, bytes);
    }

    /** A source of zeros. */
    public static TestSource ofSize(long size) {
        return new TestSource(size);
    }

    /** Puts bytes in; later ones win where they overlap. */
    public TestSource with(long offset, byte... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            long at = offset + i;
            pages.computeIfAbsent(at / PAGE, _ -> new byte[PAGE])[(int) (at % PAGE)] = bytes[i];
        }
        return this;
    }

    /** Makes every read of one of these bytes fail as one that was never stored. */
    public TestSource without(long offset, long length) {
        gaps.put(offset, offset + length);
        return this;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public MemorySegment slice(long offset, long length) throws MalformedFileException {
        if (!contains(offset, length)) {
            throw MalformedFileException.truncated(this, length + " bytes", offset, length);
        }
        for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
            if (offset < gap.getValue() && gap.getKey() < offset + length) {
                throw MalformedFileException.at(this, gap.getKey(), "byte", "one that is stored", "a gap");
            }
        }
        if (length > LARGEST_COPY) {
            throw new IllegalArgumentException("a test asks for %d bytes in one piece".formatted(length));
        }
        byte[] bytes = new byte[(int) length];
        for (long at = offset; at < offset + length; at += PAGE - at % PAGE) {
            byte[] page = pages.get(at / PAGE);
            if (page != null) {
                int count = (int) Math.min(PAGE - at % PAGE, offset + length - at);
                System.arraycopy(page, (int) (at % PAGE), bytes, (int) (at - offset), count);
            }
        }
        return MemorySegment.ofArray(bytes).asReadOnly();
    }

    @Override
    public FileRun fileRun(long offset, long length) {
        return null;
    }
}
