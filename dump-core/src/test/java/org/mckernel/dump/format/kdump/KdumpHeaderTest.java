package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class KdumpHeaderTest {
    private final KdumpBytes bytes = new KdumpBytes();

    private static byte[] u32(int value) {
        return StructBuilder.littleEndian().u32(value).toBytes();
    }

    private TestSource with(long offset, int value) {
        return bytes.source(0).with(offset, u32(value));
    }

    @Test
    void readsEachFieldAtItsPlace() throws MalformedFileException {
        bytes.infoOffset = 100;
        bytes.infoSize = 200;
        bytes.notesOffset = 300;
        bytes.notesSize = 400;
        bytes.status = 0x29;
        KdumpHeader header = KdumpHeader.read(bytes.source(0));

        assertThat(header)
                .isEqualTo(new KdumpHeader(
                        false,
                        6,
                        List.of("Linux", "node01", "6.1.0", "#1 SMP", "x86_64", "(none)"),
                        1000,
                        77,
                        0x29,
                        4096,
                        16,
                        8192,
                        12288,
                        16384,
                        31,
                        false,
                        0,
                        16,
                        new KdumpHeader.Area(100, 200),
                        new KdumpHeader.Area(300, 400)));
        assertThat(header.machine()).isEqualTo("x86_64");
        assertThat(header.incomplete()).isTrue();
        assertThat(header.label()).isEqualTo("kdump-compressed v6, zlib+zstd");
    }

    @ParameterizedTest
    @CsvSource({
        "0, raw, false",
        "1, zlib, false",
        "2, lzo, false",
        "4, snappy, false",
        "8, raw, true",
        "32, zstd, false",
        "39, zlib+lzo+snappy+zstd, false",
        "16, raw, false"
    })
    void namesItsCodecs(int status, String codecs, boolean incomplete) throws MalformedFileException {
        bytes.status = status;
        KdumpHeader header = KdumpHeader.read(bytes.source(0));

        assertThat(header.label()).isEqualTo("kdump-compressed v6, " + codecs);
        assertThat(header.incomplete()).isEqualTo(incomplete);
    }

    @Test
    void recognisesBothSignatures() throws MalformedFileException {
        TestSource old = bytes.source(0).with(0, "DISKDUMP".getBytes(StandardCharsets.US_ASCII));

        assertThat(KdumpHeader.recognises(bytes.source(0))).isTrue();
        assertThat(KdumpHeader.recognises(old)).isTrue();
        assertThat(KdumpHeader.recognises(TestSource.of("KDUMP  x".getBytes(StandardCharsets.US_ASCII))))
                .isFalse();
        assertThat(KdumpHeader.recognises(TestSource.of("KDUMP  ".getBytes(StandardCharsets.US_ASCII))))
                .isFalse();
        assertThat(KdumpHeader.read(old).diskdump()).isTrue();
        assertThat(KdumpHeader.read(old).dumpLevel())
                .as("diskdump has no sub header")
                .isEqualTo(-1);
        assertThat(KdumpHeader.read(old).label()).isEqualTo("diskdump v6, raw");
    }

    @Test
    void needsItsMainHeader() {
        assertThatThrownBy(() -> KdumpHeader.read(TestSource.ofSize(463)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("truncated: the kdump header needs offset 0 to 464, the file ends at 463");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8|-1|header_version at offset 8: expected 0 to 6, found -1",
                "8|256|header_version at offset 8: expected 0 to 6, found 256",
                "428|2048|block_size at offset 428: expected a power of two from 4096 to 65536, found 2048",
                "428|4097|block_size at offset 428: expected a power of two from 4096 to 65536, found 4097",
                "428|131072|block_size at offset 428: expected a power of two from 4096 to 65536, found 131072",
                "432|-1|sub_hdr_size at offset 432: expected a number of blocks, 1 or more, found -1",
                "436|0|bitmap_blocks at offset 436: expected at least 1 for max_mapnr 16, found 0"
            })
    void refusesFieldsThatCannotBe(int offset, int value, String message) {
        assertThatThrownBy(() -> KdumpHeader.read(with(offset, value)))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(message);
    }

    @Test
    void acceptsTheBoundsOfItsFields() throws MalformedFileException {
        assertThat(KdumpHeader.read(with(8, 255)).version()).isEqualTo(255);
        assertThat(KdumpHeader.read(with(8, 0)).dumpLevel()).isEqualTo(-1);
        assertThat(KdumpHeader.read(with(432, 0)).dumpLevel())
                .as("no block of sub header")
                .isEqualTo(-1);
        assertThat(KdumpHeader.read(with(432, 0)).ramBitmap()).isEqualTo(4096);
        assertThat(KdumpHeader.read(with(432, 3)).ramBitmap()).isEqualTo(4 * 4096);
        TestSource large = TestSource.ofSize(1 << 20).with(0, bytes.header()).with(428, u32(65536));
        assertThat(KdumpHeader.read(large).blockSize()).isEqualTo(65536);
    }

    @ParameterizedTest
    @CsvSource({"428, 0x00100000, 0, big-endian", "416, 0x00001000, 0, 32-bit", "416, 0x00100000, 0, big-endian"})
    void namesMachinesOfAnotherKind(int offset, String value, int here, String kind) {
        TestSource source = bytes.source(0).with(428, u32(here)).with(offset, u32(Integer.decode(value)));
        assertThatThrownBy(() -> KdumpHeader.read(source))
                .isInstanceOfSatisfying(
                        MalformedFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MalformedFileException.Kind.UNSUPPORTED))
                .hasMessage(
                        "kdump of a %s machine; McKernel runs on 64-bit little-endian machines only; ".formatted(kind)
                                + "use crash of that architecture");
    }

    @Test
    void takesTheWideFrameCountSinceVersion6() throws MalformedFileException {
        TestSource wide = bytes.source(0).with(440, u32(5));
        assertThat(KdumpHeader.read(wide).maxMapnr()).isEqualTo(16);
        bytes.version = 5;
        assertThat(KdumpHeader.read(bytes.source(0).with(440, u32(5))).maxMapnr())
                .isEqualTo(5);
    }

    @Test
    void refusesMoreFramesThanMemoryCanHave() {
        long most = Long.MAX_VALUE / 4096;
        TestSource over = bytes.source(0)
                .with(4096 + 96, StructBuilder.littleEndian().u64(most + 1).toBytes());
        assertThatThrownBy(() -> KdumpHeader.read(over))
                .hasMessage("max_mapnr at offset 4192: expected at most 2^63 bytes of physical memory, "
                        + "found 0x8000000000000");
        TestSource at = bytes.source(0)
                .with(4096 + 96, StructBuilder.littleEndian().u64(most).toBytes());
        assertThatThrownBy(() -> KdumpHeader.read(at))
                .hasMessageStartingWith("bitmap_blocks at offset 436: expected at least 68719476736 for ");
    }

    /** One block speaks of 32768 frames. */
    @ParameterizedTest
    @CsvSource({"32768, 2, 12288", "32768, 1, 8192", "32769, 4, 16384", "32769, 3, 8192", "32769, 2, 8192"})
    void findsTheSecondBitmapWhereThereIsRoomForTwo(int frames, int blocks, long second) throws MalformedFileException {
        bytes.maxMapnr = frames;
        bytes.bitmapBlocks = blocks;
        KdumpHeader header = KdumpHeader.read(bytes.source(0));

        assertThat(header.ramBitmap()).isEqualTo(8192);
        assertThat(header.dumpedBitmap()).isEqualTo(second);
        assertThat(header.descriptors()).isEqualTo(8192 + blocks * 4096L);
    }

    @Test
    void refusesOneBlockTooFew() {
        bytes.maxMapnr = 32769;
        bytes.bitmapBlocks = 1;
        assertThatThrownBy(() -> KdumpHeader.read(bytes.source(0)))
                .hasMessage("bitmap_blocks at offset 436: expected at least 2 for max_mapnr 32769, found 1");
    }

    @Test
    void readsTheIntervalOfASplitPart() throws MalformedFileException {
        KdumpHeader whole = KdumpHeader.read(bytes.source(0));
        assertThat(whole.split()).isFalse();
        assertThat(whole.startPfn()).isZero();
        assertThat(whole.endPfn()).isEqualTo(16);
        KdumpHeader part = KdumpHeader.read(bytes.split(4, 16).source(0));
        assertThat(part.split()).isTrue();
        assertThat(part.startPfn()).isEqualTo(4);
        assertThat(part.endPfn()).isEqualTo(16);
        assertThat(KdumpHeader.read(bytes.split(16, 16).source(0)).startPfn()).isEqualTo(16);
        assertThatThrownBy(() -> KdumpHeader.read(bytes.split(4, 17).source(0)))
                .hasMessage("start_pfn and end_pfn at offset 4112: "
                        + "expected an interval below max_mapnr 16, found 4 to 17");
        assertThatThrownBy(() -> KdumpHeader.read(bytes.split(5, 4).source(0))).hasMessageEndingWith("found 5 to 4");
    }

    @Test
    void knowsHeadersOfOneDump() throws MalformedFileException {
        KdumpHeader one = KdumpHeader.read(new KdumpBytes().split(0, 4).source(0));

        assertThat(one.sameDump(KdumpHeader.read(new KdumpBytes().split(4, 16).source(0))))
                .isTrue();
        KdumpBytes name = new KdumpBytes();
        name.release = "6.1.1";
        KdumpBytes time = new KdumpBytes();
        time.seconds = 1001;
        KdumpBytes frames = new KdumpBytes();
        frames.maxMapnr = 17;
        for (KdumpBytes other : List.of(name, time, frames)) {
            assertThat(one.sameDump(KdumpHeader.read(other.source(0)))).isFalse();
        }
        assertThat(one.sameDump(KdumpHeader.read(new KdumpBytes().source(0).with(416, u32(78)))))
                .isFalse();
    }
}
