package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.Presence;

class KdumpPartTest {
    private static final int BLOCK = KdumpBytes.BLOCK;

    private final List<String> warnings = new ArrayList<>();
    /** Dumped: frames 2, 3, 6. */
    private final KdumpBytes bytes = new KdumpBytes().ram(0, 8).dumped(2, 4).dumped(6, 7);

    private KdumpPart open(TestSource source) throws MalformedFileException {
        return KdumpPart.open(source, warnings);
    }

    private static Presence load(KdumpPart part, long pfn, int expected) {
        byte[] page = new byte[BLOCK];
        Presence presence = part.load(pfn, MemorySegment.ofArray(page));
        if (presence == Presence.PRESENT) {
            assertThat(page).containsOnly(expected);
        }
        return presence;
    }

    @Test
    void loadsPagesByTheirRankAmongTheDumped() throws MalformedFileException {
        KdumpPart part = open(bytes.source(3));

        assertThat(warnings).isEmpty();
        assertThat(part.whole()).isTrue();
        assertThat(load(part, 2, 3)).isEqualTo(Presence.PRESENT);
        assertThat(load(part, 3, 4)).isEqualTo(Presence.PRESENT);
        assertThat(load(part, 6, 7)).isEqualTo(Presence.PRESENT);
        assertThat(part.ram().get(1)).isTrue();
        assertThat(part.dumped().get(1)).isFalse();
        assertThat(part.nextStored(0, 16)).isEqualTo(2);
        assertThat(part.storedEnd(2, 16)).isEqualTo(4);
        assertThat(part.storedEnd(2, 3)).isEqualTo(3);
        assertThat(part.nextStored(7, 16)).isEqualTo(16);
        assertThat(part.header().maxMapnr()).isEqualTo(16);
    }

    /** Damage to the descriptor of frame 3: offset, size, flags. */
    @ParameterizedTest
    @CsvSource({
        "0, 4096, 0, TRUNCATED",
        "16383, 4096, 0, CORRUPT",
        "-1, 4096, 0, CORRUPT",
        "20480, 0, 0, CORRUPT",
        "20480, -1, 0, CORRUPT",
        "20480, 4097, 0, CORRUPT",
        "20480, 4095, 0, CORRUPT",
        "20480, 4096, 8, CORRUPT",
        "20480, 4096, 1, CORRUPT",
        "28673, 4096, 0, TRUNCATED",
        "28672, 4096, 0, PRESENT",
        "9223372036854775807, 4096, 0, TRUNCATED"
    })
    void judgesADescriptor(long offset, int size, int flags, Presence expected) throws MalformedFileException {
        TestSource source = bytes.source(3).with(KdumpBytes.descriptor(1), KdumpBytes.describe(offset, size, flags));

        assertThat(load(open(source), 3, 7)).isEqualTo(expected);
        assertThat(load(open(source), 2, 3)).as("the page before").isEqualTo(Presence.PRESENT);
        assertThat(load(open(source), 6, 7)).as("the page after").isEqualTo(Presence.PRESENT);
    }

    @Test
    void loadsNothingThatWasNeverStored() throws MalformedFileException {
        KdumpPart page = open(bytes.source(3).without(KdumpBytes.PAGES + BLOCK, 1));
        assertThat(load(page, 3, 4)).isEqualTo(Presence.TRUNCATED);
        assertThat(load(page, 2, 3)).isEqualTo(Presence.PRESENT);
        KdumpPart descriptor = open(bytes.source(3).without(KdumpBytes.descriptor(1), 1));
        assertThat(load(descriptor, 3, 4)).isEqualTo(Presence.TRUNCATED);
        assertThat(load(descriptor, 2, 3)).isEqualTo(Presence.PRESENT);
    }

    @Test
    void seesThatTheLastPagesAreCutOff() throws MalformedFileException {
        KdumpPart part = open(bytes.source(2));

        assertThat(part.whole()).isFalse();
        assertThat(warnings)
                .containsExactly("test.bin: truncated or interrupted: the file ends at 28672, "
                        + "before the last of its 3 pages");
        assertThat(load(part, 3, 4)).isEqualTo(Presence.PRESENT);
        assertThat(load(part, 6, 7)).isEqualTo(Presence.TRUNCATED);
        assertThat(part.nextStored(0, 16)).isEqualTo(2);
        assertThat(part.nextStored(4, 16)).isEqualTo(16);
        assertThat(part.storedEnd(2, 16)).isEqualTo(4);
        assertThat(part.storedEnd(6, 16)).isEqualTo(6);
    }

    /** Pages are not always in the order of their frames: the second of three is the one past the end. */
    @Test
    void findsStoredPagesAroundOneThatIsCutOff() throws MalformedFileException {
        KdumpBytes three = new KdumpBytes().dumped(2, 5);
        three.status = KdumpHeader.STATUS_INCOMPLETE;
        KdumpPart part = open(three.source(3)
                .with(KdumpBytes.descriptor(1), KdumpBytes.describe(KdumpBytes.PAGES + 3L * BLOCK, BLOCK, 0)));

        assertThat(part.storedEnd(2, 16)).isEqualTo(3);
        assertThat(part.nextStored(3, 16)).isEqualTo(4);
        assertThat(part.nextStored(3, 4)).isEqualTo(4);
        assertThat(part.storedEnd(4, 16)).isEqualTo(5);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("test.bin: its writer ")
                .contains("incomplete");
    }

    @Test
    void seesThatItsTableIsCutOff() throws MalformedFileException {
        TestSource cut = TestSource.ofSize(KdumpBytes.descriptor(1) + 23);
        TestSource full = bytes.source(3);
        for (long at = 0; at < KdumpBytes.descriptor(1); at += 8) {
            cut.with(at, full.slice(at, 8).toArray(ValueLayout.JAVA_BYTE));
        }
        KdumpPart part = open(cut);

        assertThat(part.whole()).isFalse();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("test.bin: truncated: the file ends at 16431, in")
                .contains(" its page descriptors; at most 1 of 3 pages are ");
        assertThat(load(part, 3, 4)).isEqualTo(Presence.TRUNCATED);
        assertThat(part.nextStored(3, 16)).isEqualTo(16);
    }

    /** Pages of zeros share one place: the page that differs shows where the file should end. */
    @Test
    void looksBackPastPagesThatShareAPlace() throws MalformedFileException {
        TestSource shared = bytes.source(1)
                .with(KdumpBytes.descriptor(0), KdumpBytes.describe(KdumpBytes.PAGES + BLOCK, BLOCK, 0))
                .with(KdumpBytes.descriptor(1), KdumpBytes.describe(KdumpBytes.PAGES, BLOCK, 0))
                .with(KdumpBytes.descriptor(2), KdumpBytes.describe(KdumpBytes.PAGES, BLOCK, 0));
        assertThat(open(shared).whole()).as("the first is past the end").isFalse();
        assertThat(warnings).hasSize(1);

        shared.with(KdumpBytes.descriptor(0), KdumpBytes.describe(KdumpBytes.PAGES, BLOCK, 0));
        assertThat(open(shared).whole()).as("all share one that is there").isTrue();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void isWholeWithoutPages() throws MalformedFileException {
        assertThat(open(new KdumpBytes().ram(0, 8).source(0)).whole()).isTrue();
        assertThat(warnings).isEmpty();
    }

    @Test
    void warnsOfANewerVersion() throws MalformedFileException {
        bytes.version = 7;
        open(bytes.source(3));
        assertThat(warnings).singleElement().asString().startsWith("test.bin: header version 7 is newer than 6; ");
    }

    @Test
    void usesOneBitmapWhereThereIsOne() throws MalformedFileException {
        bytes.bitmapBlocks = 1;
        KdumpPart part = open(bytes.source(3));
        assertThat(part.dumped()).isSameAs(part.ram());
    }

    @Test
    void needsItsBitmaps() {
        bytes.maxMapnr = 32768;
        TestSource all = TestSource.ofSize(4 * BLOCK - 1).with(0, bytes.header());
        assertThatThrownBy(() -> open(all))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(
                        "truncated: the bitmap of dumped pages needs offset 12288 to 16384, the file ends at 16383");
        assertThatThrownBy(() -> open(TestSource.ofSize(2 * BLOCK).with(0, bytes.header())))
                .hasMessage("truncated: the bitmap of RAM needs offset 8192 to 12288, the file ends at 8192");
    }
}
