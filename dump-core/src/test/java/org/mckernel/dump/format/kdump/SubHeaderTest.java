package org.mckernel.dump.format.kdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.testdumps.file.StructBuilder;

class SubHeaderTest {
    private static final int BLOCK = 4096;
    private static final KdumpHeader.Area NONE = KdumpHeader.Area.NONE;

    /** Each field has a value of its own: {@code struct kdump_sub_header} of version 6. */
    private static byte[] fields(int split) {
        return StructBuilder.littleEndian()
                .u64(0x1000)
                .u32(31, split)
                .u64(16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96)
                .toBytes();
    }

    private static SubHeader read(int version, int split) throws MalformedFileException {
        return SubHeader.read(TestSource.ofSize(2 * BLOCK).with(BLOCK, fields(split)), BLOCK, version);
    }

    private static final KdumpHeader.Area INFO = new KdumpHeader.Area(32, 40);
    private static final KdumpHeader.Area NOTES = new KdumpHeader.Area(48, 56);

    @Test
    void readsNoFieldNewerThanTheVersion() throws MalformedFileException {
        assertThat(read(-1, 1)).isEqualTo(new SubHeader(-1, false, 0, 0, NONE, NONE, -1));
        assertThat(read(0, 1)).isEqualTo(new SubHeader(-1, false, 0, 0, NONE, NONE, -1));
        assertThat(read(1, 1)).isEqualTo(new SubHeader(31, false, 0, 0, NONE, NONE, -1));
        assertThat(read(2, 1)).isEqualTo(new SubHeader(31, true, 16, 24, NONE, NONE, -1));
        assertThat(read(3, 1)).isEqualTo(new SubHeader(31, true, 16, 24, INFO, NONE, -1));
        assertThat(read(4, 1)).isEqualTo(new SubHeader(31, true, 16, 24, INFO, NOTES, -1));
        assertThat(read(5, 1)).isEqualTo(new SubHeader(31, true, 16, 24, INFO, NOTES, -1));
        assertThat(read(6, 1)).isEqualTo(new SubHeader(31, true, 80, 88, INFO, NOTES, 96));
        assertThat(read(200, 1)).as("a newer version").isEqualTo(read(6, 1));
    }

    @Test
    void hasNoIntervalUnlessSplit() throws MalformedFileException {
        assertThat(read(6, 0)).isEqualTo(new SubHeader(31, false, 0, 0, INFO, NOTES, 96));
        assertThat(read(2, 0)).isEqualTo(new SubHeader(31, false, 0, 0, NONE, NONE, -1));
    }

    /** Bytes that each version has. */
    @ParameterizedTest
    @CsvSource({"1, 16", "2, 32", "3, 48", "4, 64", "5, 80", "6, 104", "7, 104"})
    void needsTheFieldsOfItsVersion(int version, int size) throws MalformedFileException {
        TestSource exact = TestSource.ofSize(BLOCK + size).with(BLOCK, Arrays.copyOf(fields(1), size));
        assertThat(SubHeader.read(exact, BLOCK, version)).isEqualTo(read(version, 1));

        assertThatThrownBy(() -> SubHeader.read(TestSource.ofSize(BLOCK + size - 1), BLOCK, version))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("truncated: the kdump sub header needs offset 4096 to %d, the file ends at %d"
                        .formatted(BLOCK + size, BLOCK + size - 1));
    }

    @Test
    void refusesNegativeFrameNumbers() {
        byte[] negative = StructBuilder.littleEndian().u64(-1).toBytes();
        for (int[] field : new int[][] {{6, 80}, {6, 88}, {6, 96}, {2, 16}, {2, 24}}) {
            TestSource source =
                    TestSource.ofSize(2 * BLOCK).with(BLOCK, fields(1)).with(BLOCK + field[1], negative);
            assertThatThrownBy(() -> SubHeader.read(source, BLOCK, field[0]))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageEndingWith(" at offset %d: expected a value below 2^63, found 0xffffffffffffffff"
                            .formatted(BLOCK + field[1]));
        }
    }
}
