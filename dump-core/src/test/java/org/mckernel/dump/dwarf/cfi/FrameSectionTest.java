package org.mckernel.dump.dwarf.cfi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;

/** Records of both kinds of section, whole and damaged. */
class FrameSectionTest {
    private static final byte[] NONE = {};

    /** Functions 0x1000 to 0x1010 and 0x1020 to 0x1030, the later one first. */
    private static FrameBytes two(boolean eh, boolean wide) {
        return new FrameBytes(eh, wide)
                .common("", NONE, 0x0c, 7, 8)
                .function(0, 0x1020, 0x10, 0x0e, 32)
                .function(0, 0x1000, 0x10, 0x0e, 16);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "false, true", "true, true"})
    void aFunctionIsFoundByAnyOfItsAddresses(boolean eh, boolean wide) throws MalformedFileException {
        FrameSection section = two(eh, wide).section();

        assertThat(section.functions()).isEqualTo(2);
        assertThat(section.row(0xfff)).isEmpty();
        assertThat(section.row(0x1000).orElseThrow().cfaOffset()).isEqualTo(16);
        assertThat(section.row(0x100f).orElseThrow().cfaOffset()).isEqualTo(16);
        assertThat(section.row(0x1010)).isEmpty();
        assertThat(section.row(0x101f)).isEmpty();
        assertThat(section.row(0x1020).orElseThrow().cfaOffset()).isEqualTo(32);
        assertThat(section.row(0x102f).orElseThrow().cfaOffset()).isEqualTo(32);
        assertThat(section.row(0x1030)).isEmpty();
        assertThat(section.row(-1)).isEmpty();
    }

    @Test
    void addressesAreUnsigned() throws MalformedFileException {
        FrameSection section = new FrameBytes(false, false)
                .common("", NONE, 0x0c, 7, 8)
                .function(0, 0xffff_ffff_8000_0000L, 0x10)
                .function(0, 0x1000, 0x10)
                .section();

        assertThat(section.row(0xffff_ffff_8000_000fL)).isPresent();
        assertThat(section.row(0x1000)).isPresent();
        assertThat(section.row(0x7fff_ffff_ffff_ffffL)).isEmpty();
    }

    @Test
    void functionsWithoutCodeAreLeftOut() throws MalformedFileException {
        FrameSection section = two(false, false).function(0, 0x2000, 0).section();

        assertThat(section.functions()).isEqualTo(2);
        assertThat(section.row(0x2000)).isEmpty();
    }

    /** A length of 0 ends .eh_frame; in .debug_frame it is padding. */
    @Test
    void anEmptyRecordEndsOneKindOfSection() throws MalformedFileException {
        FrameBytes eh = two(true, false).raw(0, 0, 0, 0);
        FrameBytes debug = two(false, false).raw(0, 0, 0, 0);

        assertThat(eh.function(0, 0x3000, 0x10).section().functions()).isEqualTo(2);
        assertThat(debug.function(0, 0x3000, 0x10).section().functions()).isEqualTo(3);
    }

    @Test
    void bytesThatAreNoRecordAtTheEndAreNone() throws MalformedFileException {
        assertThat(two(false, false).raw(0, 0, 0).section().functions()).isEqualTo(2);
        assertThat(new FrameBytes(false, false).section().functions()).isZero();
        assertThat(new FrameBytes(false, false).section().row(0x1000)).isEmpty();
    }

    @Test
    void aRecordThatLeavesTheSectionIsTold() {
        assertThatThrownBy(() -> two(false, false).raw(0x40, 0, 0, 0).section().functions())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("truncated: .debug_frame needs 64 bytes at offset");
    }

    @Test
    void aFunctionsCommonPartIsACommonPart() {
        FrameBytes bytes = two(false, false);
        int function = 4 + 4 + 1 + 1 + 3 + 3;

        assertThatThrownBy(
                        () -> bytes.function(function, 0x3000, 0x10).section().functions())
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "call-frame entry's common part at .debug_frame+0x%x: expected a CIE, ".formatted(function)
                                + "found another record");
    }

    /** The section's own address is what pc-relative pointers count from. */
    @Test
    void pointersMayBeRelativeToThemselves() throws MalformedFileException {
        FrameBytes bytes = new FrameBytes(true, false).common("zR", FrameBytes.bytes(1, 0x1b), 0x0c, 7, 8);
        int field = bytes.size() + 8;
        FrameSection section = bytes.function(
                        0, FrameBytes.number(0x1000 - (0x9000 + field), 4), FrameBytes.number(0x10, 4), 0, 0x0e, 16)
                .section(0x9000);

        assertThat(section.row(0xfff)).isEmpty();
        assertThat(section.row(0x1000).orElseThrow().cfaOffset()).isEqualTo(16);
        assertThat(section.row(0x1010)).isEmpty();
    }

    /** What an entry's own augmentation holds is passed over. */
    @Test
    void augmentationOfAFunctionIsPassedOver() throws MalformedFileException {
        FrameSection section = new FrameBytes(true, false)
                .common("zPLR", FrameBytes.bytes(11, 0x00, 1, 2, 3, 4, 5, 6, 7, 8, 0x00, 0x00), 0x0c, 7, 8)
                .function(0, 0x1000, 0x10, 2, 0x0b, 0x0b, 0x0e, 16)
                .section();

        assertThat(section.row(0x1000).orElseThrow().cfaOffset()).isEqualTo(16);
    }
}
