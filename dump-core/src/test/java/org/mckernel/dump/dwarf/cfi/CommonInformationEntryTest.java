package org.mckernel.dump.dwarf.cfi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/** Common parts of each version and augmentation. */
class CommonInformationEntryTest {
    private static CommonInformationEntry read(int version, String augmentation, int... data)
            throws MalformedFileException {
        DwarfSection section = new FrameBytes(true, false)
                .common(version, augmentation, FrameBytes.bytes(data), 0x0c, 7, 8)
                .bytesOfSection();
        return CommonInformationEntry.read(section, 8, section.size(), true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void everyVersionHasItsFactors(int version) throws MalformedFileException {
        CommonInformationEntry entry = read(version, "");

        assertThat(entry.codeFactor()).isEqualTo(1);
        assertThat(entry.dataFactor()).isEqualTo(-8);
        assertThat(entry.returnAddressRegister()).isEqualTo(16);
        assertThat(entry.pointerEncoding()).isZero();
        assertThat(entry.augmented()).isFalse();
        assertThat(entry.signalFrame()).isFalse();
        assertThat(entry.programEnd() - entry.program()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 5})
    void otherVersionsAreNotRead(int version) {
        assertThatThrownBy(() -> read(version, ""))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(
                        "call-frame information of version %d at .eh_frame+0x8 is not supported; ".formatted(version)
                                + "supported are 1, 3 and 4");
    }

    @Test
    void lettersOfTheAugmentationHaveTheirData() throws MalformedFileException {
        CommonInformationEntry entry = read(1, "zPLRS", 4, 0x0b, 1, 2, 3, 4, 0x1b, 0x1b);

        assertThat(read(1, "zR", 1, 0x1b).pointerEncoding()).isEqualTo(0x1b);
        assertThat(read(1, "zS", 0).signalFrame()).isTrue();
        assertThat(read(1, "zB", 0).augmented()).isTrue();
        assertThat(entry.signalFrame()).isTrue();
    }

    /** The length of the data shows where the instructions begin, whatever a letter means. */
    @Test
    void unknownLettersArePassedOverByTheLength() throws MalformedFileException {
        CommonInformationEntry entry = read(1, "z?", 2, 9, 9);

        assertThat(entry.programEnd() - entry.program()).isEqualTo(3);
    }

    @Test
    void anAugmentationWithoutItsLengthIsNotRead() throws MalformedFileException {
        assertThatThrownBy(() -> read(1, "eh"))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("call-frame augmentation \"eh\" at .eh_frame+0x8 is not supported; "
                        + "supported are those that begin with z");
        DwarfSection section =
                new FrameBytes(false, false).common("armcc+", new byte[0]).bytesOfSection();
        assertThat(CommonInformationEntry.read(section, 8, section.size(), false)
                        .augmented())
                .isFalse();
    }

    private static long pointer(int encoding, int... bytes) throws MalformedFileException {
        DwarfSection section = new FrameBytes(true, false).raw(0, 0).raw(bytes).bytesOfSection();
        DwarfCursor cursor = new DwarfCursor(section, 2, section.size());
        return read(1, "").pointer(cursor, 0x1000, encoding);
    }

    /** DW_EH_PE: absptr, uleb128, udata2, udata4, udata8, sleb128, sdata2, sdata4, sdata8. */
    @Test
    void pointersHaveTheFormThatTheirEncodingSays() throws MalformedFileException {
        assertThat(pointer(0x00, 1, 0, 0, 0, 0, 0, 0, 0x80)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(pointer(0x01, 0x80, 1)).isEqualTo(128);
        assertThat(pointer(0x02, 0xfe, 0xff)).isEqualTo(0xfffe);
        assertThat(pointer(0x03, 0xfe, 0xff, 0xff, 0xff)).isEqualTo(0xffff_fffeL);
        assertThat(pointer(0x04, 1, 0, 0, 0, 0, 0, 0, 0)).isEqualTo(1);
        assertThat(pointer(0x09, 0x7f)).isEqualTo(-1);
        assertThat(pointer(0x0a, 0xfe, 0xff)).isEqualTo(-2);
        assertThat(pointer(0x0b, 0xfe, 0xff, 0xff, 0xff)).isEqualTo(-2);
        assertThat(pointer(0x0c, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))
                .isEqualTo(-2);
        assertThat(pointer(0x1b, 0xfe, 0xff, 0xff, 0xff))
                .as("from its own place")
                .isEqualTo(0x1002 - 2);
        assertThat(pointer(0xff, 1)).as("left out").isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "0x05, pointer encoding at .eh_frame",
        "0x20, pointer encoding 0x20 at",
        "0x30, pointer encoding 0x30 at"
    })
    void otherEncodingsAreTold(String encoding, String message) {
        assertThatThrownBy(() -> pointer(Integer.decode(encoding), 1, 2, 3, 4, 5, 6, 7, 8))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(message);
    }
}
