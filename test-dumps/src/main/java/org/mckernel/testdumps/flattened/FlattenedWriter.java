package org.mckernel.testdumps.flattened;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.mckernel.testdumps.file.FileLayout;
import org.mckernel.testdumps.file.SparseFile;
import org.mckernel.testdumps.file.StructBuilder;

/**
 * Turns any file into a flattened stream. Pieces of zeros are left out where {@link #withoutZeros} says so.
 *
 * <p>Regions of the returned layout: {@code header}, {@code record0}, {@code record1} ... (record header and bytes, in
 * stream order) and, unless left out, {@code end}.
 */
public final class FlattenedWriter {
    private static final int HEADER = 4096;
    private static final int RECORD_HEADER = 16;

    /** One record: bytes of the plain file, or other bytes. */
    private static final class Piece {
        final long offset;
        final int size;
        final byte[] instead;

        Piece(long offset, int size, byte[] instead) {
            this.offset = offset;
            this.size = size;
            this.instead = instead;
        }
    }

    private final Path plain;
    private int recordSize = 64 * 1024;
    private long shuffleSeed;
    private boolean shuffled;
    private boolean overlapping;
    private boolean zerosLeftOut;
    private int lateHeader;
    private boolean endMark = true;
    private final List<Piece> extra = new ArrayList<>();

    private FlattenedWriter(Path plain) {
        this.plain = plain;
    }

    /** A writer of this file in ascending records of 64 KiB. */
    public static FlattenedWriter of(Path plain) {
        return new FlattenedWriter(plain);
    }

    /** Largest number of bytes in a record. */
    public FlattenedWriter recordSize(int bytes) {
        this.recordSize = bytes;
        return this;
    }

    /** Records in an order drawn from the seed. */
    public FlattenedWriter shuffled(long seed) {
        this.shuffled = true;
        this.shuffleSeed = seed;
        return this;
    }

    /**
     * Before the true bytes, a record of wrong bytes for every third piece, reaching over its borders by half a piece
     * unless zeros are left out.
     */
    public FlattenedWriter overlapping() {
        this.overlapping = true;
        return this;
    }

    /** First a header of wrong bytes, and at the very end the true first {@code bytes} of the file. */
    public FlattenedWriter headerRewrittenAtEnd(int bytes) {
        this.lateHeader = bytes;
        return this;
    }

    /** Pieces of zeros get no record, except the file's last one. */
    public FlattenedWriter withoutZeros() {
        this.zerosLeftOut = true;
        return this;
    }

    /** A stream that was cut off between two records. */
    public FlattenedWriter withoutEndMark() {
        this.endMark = false;
        return this;
    }

    /** A further record after all others. */
    public FlattenedWriter record(long offset, byte... bytes) {
        extra.add(new Piece(offset, bytes.length, bytes));
        return this;
    }

    /** Writes the stream, replacing an old file. */
    public FileLayout write(Path path) throws IOException {
        try (FileChannel source = FileChannel.open(plain);
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            FileLayout layout = new FileLayout().add("header", 0, HEADER);
            out.write(StructBuilder.bigEndian()
                    .text("makedumpfile", 16)
                    .u64(1, 1)
                    .at(HEADER)
                    .toBytes());
            long at = HEADER;
            int index = 0;
            for (Piece piece : pieces(source)) {
                byte[] bytes = piece.instead == null ? read(source, piece.offset, piece.size) : piece.instead;
                out.write(StructBuilder.bigEndian()
                        .u64(piece.offset, bytes.length)
                        .bytes(bytes)
                        .toBytes());
                layout.add("record" + index++, at, RECORD_HEADER + bytes.length);
                at += RECORD_HEADER + bytes.length;
            }
            if (endMark) {
                out.write(StructBuilder.bigEndian().u64(-1, -1).toBytes());
                layout.add("end", at, RECORD_HEADER);
            }
            return layout;
        }
    }

    private List<Piece> pieces(FileChannel source) throws IOException {
        List<Piece> truth = new ArrayList<>();
        List<Piece> wrong = new ArrayList<>();
        long size = source.size();
        for (long offset = 0; offset < size; offset += recordSize) {
            int length = (int) Math.min(recordSize, size - offset);
            boolean last = offset + length == size;
            if (zerosLeftOut && !last && SparseFile.isZero(read(source, offset, length))) {
                continue;
            }
            if (overlapping && truth.size() % 3 == 1) {
                // Bytes outside the piece stay wrong if the neighbour's zeros get no record.
                int over = zerosLeftOut ? 0 : recordSize / 2;
                long from = Math.max(0, offset - over);
                long to = Math.min(size, offset + length + over);
                wrong.add(wrongBytes(from, (int) (to - from)));
            }
            truth.add(new Piece(offset, length, null));
        }
        if (shuffled) {
            Collections.shuffle(truth, new Random(shuffleSeed));
        }
        List<Piece> all = new ArrayList<>(wrong);
        all.addAll(truth);
        if (lateHeader > 0) {
            all.add(0, wrongBytes(0, lateHeader));
            all.removeIf(p -> p.instead == null && p.offset + p.size <= lateHeader);
            all.add(new Piece(0, (int) Math.min(lateHeader, size), null));
        }
        all.addAll(extra);
        return all;
    }

    private static Piece wrongBytes(long offset, int size) {
        byte[] wrong = new byte[size];
        Arrays.fill(wrong, (byte) 0xee);
        return new Piece(offset, size, wrong);
    }

    private static byte[] read(FileChannel source, long offset, int size) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(size);
        while (buffer.hasRemaining()) {
            if (source.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("File ends before offset " + (offset + size));
            }
        }
        return buffer.array();
    }
}
