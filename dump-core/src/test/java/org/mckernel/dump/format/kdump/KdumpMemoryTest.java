package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.Presence;

/** Frames 0 and 1 are RAM and excluded, 2 to 4 dumped, 5 and 6 no RAM, 7 dumped, 8 RAM, to 15 nothing. */
class KdumpMemoryTest {
    private static final int PAGE = KdumpBytes.BLOCK;
    private static final long END = 16L * PAGE;

    private static KdumpBytes bytes() {
        return new KdumpBytes().ram(0, 2).dumped(2, 5).dumped(7, 8).ram(8, 9);
    }

    private static KdumpMemory open(ByteSource... sources) throws MalformedFileException {
        return new KdumpMemory(KdumpParts.open(List.of(sources), new ArrayList<>()));
    }

    private static byte[] read(KdumpMemory memory, long address, int length) {
        byte[] target = new byte[length + 2];
        Arrays.fill(target, (byte) 99);
        int got = (int) memory.read(address, MemorySegment.ofArray(target), 1, length);
        assertThat(target[0]).isEqualTo((byte) 99);
        assertThat(target[length + 1]).isEqualTo((byte) 99);
        return Arrays.copyOfRange(target, 1, 1 + got);
    }

    @Test
    void readsPiecesAndWholePagesUpToTheFirstAbsentByte() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(4));

        assertThat(read(memory, 2L * PAGE, 1)).containsExactly(3);
        assertThat(read(memory, 3L * PAGE - 2, 4)).containsExactly(3, 3, 4, 4);
        assertThat(read(memory, 3L * PAGE, PAGE)).hasSize(PAGE).containsOnly(4);
        byte[] all = read(memory, 2L * PAGE + 1, 4 * PAGE);
        assertThat(all).hasSize(3 * PAGE - 1);
        assertThat(all[PAGE - 2]).isEqualTo((byte) 3);
        assertThat(all[PAGE - 1]).isEqualTo((byte) 4);
        assertThat(all[2 * PAGE - 1]).isEqualTo((byte) 5);
        assertThat(read(memory, PAGE, 2 * PAGE)).isEmpty();
        assertThat(read(memory, 7L * PAGE, PAGE)).containsOnly(8);
    }

    @Test
    void readsNothingOutsideItsFrames() throws MalformedFileException {
        KdumpMemory memory = open(new KdumpBytes().dumped(15, 16).source(1));

        assertThat(read(memory, END - 1, 5)).containsExactly(16);
        assertThat(read(memory, END, 5)).isEmpty();
        assertThat(read(memory, -1, 5)).isEmpty();
        assertThat(read(memory, Long.MIN_VALUE, 5)).isEmpty();
        assertThat(memory.end()).isEqualTo(END);
        assertThat(memory.pageSize()).isEqualTo(PAGE);
    }

    @Test
    void tellsWhyAByteIsAbsent() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(3));

        assertThat(memory.presence(0)).isEqualTo(Presence.EXCLUDED);
        assertThat(memory.presence(2L * PAGE - 1)).isEqualTo(Presence.EXCLUDED);
        assertThat(memory.presence(2L * PAGE)).isEqualTo(Presence.PRESENT);
        assertThat(memory.presence(5L * PAGE)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.presence(7L * PAGE)).as("past the file's end").isEqualTo(Presence.TRUNCATED);
        assertThat(memory.presence(END - 1)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.presence(END)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.presence(-1)).isEqualTo(Presence.NOT_IN_DUMP);
    }

    @Test
    void seesACorruptPageOnlyWhenItIsRead() throws MalformedFileException {
        KdumpMemory memory =
                open(bytes().source(4).with(KdumpBytes.descriptor(1), KdumpBytes.describe(KdumpBytes.PAGES, PAGE, 1)));

        assertThat(memory.presence(3L * PAGE)).isEqualTo(Presence.CORRUPT);
        assertThat(memory.extent(2L * PAGE, END).length()).isEqualTo(3L * PAGE);
        assertThat(read(memory, 2L * PAGE, 3 * PAGE)).hasSize(PAGE);
        assertThat(read(memory, 3L * PAGE, PAGE)).isEmpty();
    }

    private static Extent extent(long address, long length, Presence presence) {
        return new Extent(address, length, presence, null);
    }

    @Test
    void findsRunsOfOnePresence() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(4));

        assertThat(memory.extent(0, END)).isEqualTo(extent(0, 2L * PAGE, Presence.EXCLUDED));
        assertThat(memory.extent(5, END)).isEqualTo(extent(5, 2L * PAGE - 5, Presence.EXCLUDED));
        assertThat(memory.extent(0, 7)).isEqualTo(extent(0, 7, Presence.EXCLUDED));
        assertThat(memory.extent(2L * PAGE, END)).isEqualTo(extent(2L * PAGE, 3L * PAGE, Presence.PRESENT));
        assertThat(memory.extent(3L * PAGE - 1, 2)).isEqualTo(extent(3L * PAGE - 1, 2, Presence.PRESENT));
        assertThat(memory.extent(5L * PAGE, END)).isEqualTo(extent(5L * PAGE, 2L * PAGE, Presence.NOT_IN_DUMP));
        assertThat(memory.extent(8L * PAGE, END)).isEqualTo(extent(8L * PAGE, PAGE, Presence.EXCLUDED));
        assertThat(memory.extent(9L * PAGE, Long.MAX_VALUE))
                .isEqualTo(extent(9L * PAGE, 7L * PAGE, Presence.NOT_IN_DUMP));
    }

    @Test
    void findsRunsOutsideItsFrames() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(4));

        assertThat(memory.extent(END, 100)).isEqualTo(extent(END, 100, Presence.NOT_IN_DUMP));
        assertThat(memory.extent(-16, 100)).as("to 2^64").isEqualTo(extent(-16, 16, Presence.NOT_IN_DUMP));
        assertThat(memory.extent(-16, 8)).isEqualTo(extent(-16, 8, Presence.NOT_IN_DUMP));
        assertThat(memory.extent(Long.MIN_VALUE, 8)).isEqualTo(extent(Long.MIN_VALUE, 8, Presence.NOT_IN_DUMP));
    }

    @Test
    void findsRunsOfPagesCutOff() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(1));

        assertThat(memory.extent(2L * PAGE, END)).isEqualTo(extent(2L * PAGE, PAGE, Presence.PRESENT));
        assertThat(memory.extent(3L * PAGE, END)).isEqualTo(extent(3L * PAGE, 2L * PAGE, Presence.TRUNCATED));
        assertThat(memory.nextPresent(0, -1)).isEqualTo(2L * PAGE);
        assertThat(memory.nextPresent(3L * PAGE, -1)).isEqualTo(-1);
    }

    @Test
    void stepsToTheNextPresentPage() throws MalformedFileException {
        KdumpMemory memory = open(bytes().source(4));

        assertThat(memory.nextPresent(0, -1)).isEqualTo(2L * PAGE);
        assertThat(memory.nextPresent(2L * PAGE + 5, -1)).isEqualTo(2L * PAGE + 5);
        assertThat(memory.nextPresent(5L * PAGE, -1)).isEqualTo(7L * PAGE);
        assertThat(memory.nextPresent(5L * PAGE, 7L * PAGE)).isEqualTo(-1);
        assertThat(memory.nextPresent(5L * PAGE, 7L * PAGE + 1)).isEqualTo(7L * PAGE);
        assertThat(memory.nextPresent(8L * PAGE, Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(memory.nextPresent(7L * PAGE, 7L * PAGE)).isEqualTo(-1);
        assertThat(memory.nextPresent(END, -1)).isEqualTo(-1);
        assertThat(memory.nextPresent(-1, -1)).isEqualTo(-1);
    }

    /** Parts for frames 0 to 3 and 7 to 15; that of 3 to 7 is missing. */
    @Test
    void marksPagesOfAMissingPartTruncated() throws MalformedFileException {
        KdumpMemory memory =
                open(bytes().split(0, 3).source(1), bytes().split(7, 16).source(1));

        assertThat(read(memory, 2L * PAGE, PAGE)).containsOnly(3);
        assertThat(read(memory, 7L * PAGE, PAGE)).containsOnly(8);
        assertThat(read(memory, 3L * PAGE, PAGE)).isEmpty();
        assertThat(memory.presence(3L * PAGE)).isEqualTo(Presence.TRUNCATED);
        assertThat(memory.presence(5L * PAGE)).isEqualTo(Presence.NOT_IN_DUMP);
        assertThat(memory.extent(2L * PAGE, END)).isEqualTo(extent(2L * PAGE, PAGE, Presence.PRESENT));
        assertThat(memory.extent(3L * PAGE, END)).isEqualTo(extent(3L * PAGE, 2L * PAGE, Presence.TRUNCATED));
        assertThat(memory.extent(5L * PAGE, END)).isEqualTo(extent(5L * PAGE, 2L * PAGE, Presence.NOT_IN_DUMP));
        assertThat(memory.nextPresent(3L * PAGE, -1)).isEqualTo(7L * PAGE);
        assertThat(memory.nextPresent(3L * PAGE, 7L * PAGE)).isEqualTo(-1);
    }
}
