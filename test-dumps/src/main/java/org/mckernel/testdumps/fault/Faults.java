package org.mckernel.testdumps.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.StructBuilder;

/** Damages one file, step by step, in place. */
public final class Faults {
    private final Path path;

    private Faults(Path path) {
        this.path = path;
    }

    /** Damages this file itself. */
    public static Faults in(Path path) {
        return new Faults(path);
    }

    /** Damages a copy, which replaces an old file; the original stays. */
    public static Faults inCopy(Path original, Path copy) throws IOException {
        Files.copy(original, copy, StandardCopyOption.REPLACE_EXISTING);
        return new Faults(copy);
    }

    /** The damaged file. */
    public Path path() {
        return path;
    }

    /** Cuts the file after {@code length} bytes; a shorter file is not changed. */
    public Faults truncate(long length) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
        return this;
    }

    /** Flips a bit, 0 the least significant, of an existing byte. */
    public Faults flipBit(long offset, int bit) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            if (file.read(one, offset) < 1) {
                throw new IOException("%s has no byte at %d".formatted(path, offset));
            }
            return bytes(offset, (byte) (one.get(0) ^ (1 << bit)));
        }
    }

    /** Overwrites bytes; past the end the file grows. */
    public Faults bytes(long offset, byte... bytes) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer, offset + buffer.position());
            }
        }
        return this;
    }

    /** Overwrites a little-endian 16-bit integer. */
    public Faults u16(long offset, int value) throws IOException {
        return bytes(offset, StructBuilder.littleEndian().u16(value).toBytes());
    }

    /** Overwrites a little-endian 32-bit integer. */
    public Faults u32(long offset, int value) throws IOException {
        return bytes(offset, StructBuilder.littleEndian().u32(value).toBytes());
    }

    /** Overwrites a little-endian 64-bit integer. */
    public Faults u64(long offset, long value) throws IOException {
        return bytes(offset, StructBuilder.littleEndian().u64(value).toBytes());
    }

    /** Overwrites a big-endian 64-bit integer, as in flattened streams. */
    public Faults u64BigEndian(long offset, long value) throws IOException {
        return bytes(offset, StructBuilder.bigEndian().u64(value).toBytes());
    }

    /** Overwrites a whole part of the file with one byte. */
    public Faults fill(FileLayout.Region region, int value) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(region.length())];
        Arrays.fill(bytes, (byte) value);
        return bytes(region.offset(), bytes);
    }

    /**
     * Lengths worth cutting a file to: each border of a part, one byte before and after it, and the middle of each
     * part. Ascending, all shorter than the file.
     */
    public static SortedSet<Long> truncations(FileLayout layout) {
        SortedSet<Long> lengths = new TreeSet<>();
        for (FileLayout.Region region : layout.regions().values()) {
            for (long border : new long[] {region.offset(), region.end()}) {
                lengths.add(Math.max(0, border - 1));
                lengths.add(border);
                lengths.add(border + 1);
            }
            lengths.add(region.offset() + region.length() / 2);
        }
        return new TreeSet<>(lengths.headSet(layout.borders().last()));
    }

    /** Numbers that break careless arithmetic, for any field: around 0, and around the ends of each integer size. */
    public static long[] hostileNumbers() {
        return new long[] {
            0,
            1,
            -1,
            0x7f,
            0xff,
            0x7fff,
            0xffff,
            Integer.MAX_VALUE,
            0x8000_0000L,
            0xffff_ffffL,
            0x1_0000_0000L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            -8,
            -4096
        };
    }
}
