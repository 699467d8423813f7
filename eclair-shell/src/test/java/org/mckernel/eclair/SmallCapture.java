package org.mckernel.eclair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The practice kernel's capture without the pages that nothing was written to outside the kernel's memory: 2 MiB
 * instead of 96, so that hundreds of damaged copies can be looked at. It is an ELF vmcore, as the capture is.
 */
public final class SmallCapture {
    private static final int PAGE = 4096;
    /** Where the capture's file has physical address 0. */
    private static final int RAM = 0xe28;

    private static final int RAM_SIZE = 0x600_0000;
    private static final long HEADERS = 0xe28;
    private static final long CHUNKS_START = 0x408_1000;
    private static final long CHUNKS_END = 0x420_e000;

    private final byte[] ram;
    private final byte[] notes;
    private final byte[] header;
    private final Set<Long> left = new HashSet<>();
    private final Set<Long> kept = new HashSet<>();

    private SmallCapture(byte[] ram, byte[] notes, byte[] header) {
        this.ram = ram;
        this.notes = notes;
        this.header = header;
    }

    public static SmallCapture of(Path capture) throws IOException {
        byte[] file = Files.readAllBytes(capture);
        SmallCapture small = new SmallCapture(
                Arrays.copyOfRange(file, RAM, RAM + RAM_SIZE),
                Arrays.copyOfRange(file, 0x168, 0x168 + 0xcc0),
                Arrays.copyOf(file, 64));
        for (long page = 0; page < RAM_SIZE; page += PAGE) {
            if ((page >= CHUNKS_START && page < CHUNKS_END) || small.written(page)) {
                small.kept.add(page);
            }
        }
        return small;
    }

    private boolean written(long page) {
        for (int i = 0; i < PAGE; i++) {
            if (ram[(int) page + i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** A copy that can be damaged by itself. */
    public SmallCapture copy() {
        SmallCapture copy = new SmallCapture(ram.clone(), notes, header);
        copy.kept.addAll(kept);
        copy.left.addAll(left);
        return copy;
    }

    /** Overwrites a 64-bit word at a physical address. */
    public SmallCapture word(long physical, long value) {
        ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN).putLong((int) physical, value);
        return this;
    }

    /** Overwrites a 32-bit word. */
    public SmallCapture half(long physical, int value) {
        ByteBuffer.wrap(ram).order(ByteOrder.LITTLE_ENDIAN).putInt((int) physical, value);
        return this;
    }

    /** Fills a range. */
    public SmallCapture fill(long physical, long length, int value) {
        Arrays.fill(ram, (int) physical, (int) (physical + length), (byte) value);
        return this;
    }

    /** Leaves out the pages of a range. */
    public SmallCapture without(long physical, long length) {
        for (long page = physical & -PAGE; page < physical + length; page += PAGE) {
            left.add(page);
        }
        return this;
    }

    /** The byte at a physical address. */
    public byte at(long physical) {
        return ram[(int) physical];
    }

    /** Overwrites a byte. */
    public void set(long physical, byte value) {
        ram[(int) physical] = value;
    }

    /** Pages that hold something, ascending. */
    public List<Long> pages() {
        return kept.stream()
                .filter(p -> !left.contains(p))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Where in the file written a physical address is. */
    public long offset(long physical) {
        return HEADERS + PAGE + (long) PAGE * pages().indexOf(physical & -PAGE) + (physical & (PAGE - 1));
    }

    /** Writes it. */
    public Path write(Path file) throws IOException {
        List<long[]> runs = new ArrayList<>();
        for (long page : pages()) {
            if (!runs.isEmpty() && runs.getLast()[1] == page) {
                runs.getLast()[1] = page + PAGE;
            } else {
                runs.add(new long[] {page, page + PAGE});
            }
        }
        int table = 64;
        int notesAt = table + 56 * (runs.size() + 1);
        long data = HEADERS + PAGE;
        ByteBuffer out =
                ByteBuffer.allocate((int) (data + PAGE * (long) pages().size())).order(ByteOrder.LITTLE_ENDIAN);
        out.put(header).putLong(32, table).putShort(54, (short) 56).putShort(56, (short) (runs.size() + 1));
        out.putLong(40, 0).putShort(60, (short) 0).putShort(62, (short) 0);
        out.position(table);
        segment(out, 4, notesAt, 0, notes.length);
        long at = data;
        for (long[] run : runs) {
            segment(out, 1, at, run[0], run[1] - run[0]);
            at += run[1] - run[0];
        }
        out.position(notesAt).put(notes);
        out.position((int) data);
        for (long[] run : runs) {
            out.put(ram, (int) run[0], (int) (run[1] - run[0]));
        }
        return Files.write(file, out.array());
    }

    private static void segment(ByteBuffer out, int type, long offset, long physical, long size) {
        out.putInt(type)
                .putInt(0)
                .putLong(offset)
                .putLong(0)
                .putLong(physical)
                .putLong(size)
                .putLong(size)
                .putLong(0);
    }
}
