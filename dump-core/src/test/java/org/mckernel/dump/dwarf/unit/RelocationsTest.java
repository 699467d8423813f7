package org.mckernel.dump.dwarf.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Relocations of a module's debug section: of type R_X86_64_32, against a symbol of value 0. */
class RelocationsTest {
    private static final int RELOCATABLE = 1;

    private static DwarfSection info(int type, long... offsetsAndAddends) throws MalformedFileException {
        byte[] file = new SectionFileWriter(type)
                .sections(Map.of(".debug_info", new byte[64]))
                .relocations(".debug_info", offsetsAndAddends)
                .file();
        return DwarfSections.of(ElfFile.open(TestSource.of(file))).orElseThrow().info();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "8, 100", "12, 0", "16, 200", "20, 0", "32, 300", "36, 0"})
    void aFieldHasWhatItsRelocationAdds(long offset, long expected) throws MalformedFileException {
        DwarfSection info = info(RELOCATABLE, 8, 100, 16, 200, 32, 300);

        assertThat(info.relocated(offset, 4)).isEqualTo(expected);
        assertThat(info.u32(offset)).as("as it is stored").isZero();
    }

    @Test
    void aFieldOf4BytesIsUnsigned() throws MalformedFileException {
        assertThat(info(RELOCATABLE, 8, -1).relocated(8, 4)).isEqualTo(0xffff_ffffL);
    }

    @Test
    void aSectionThatFollowsKeepsItsOwn() throws MalformedFileException {
        DwarfSection joined = info(RELOCATABLE, 8, 100).joinedBy(info(RELOCATABLE, 16, 200));

        assertThat(joined.relocated(8, 4)).isEqualTo(100);
        assertThat(joined.relocated(64 + 8, 4)).isZero();
        assertThat(joined.relocated(64 + 16, 4)).isEqualTo(200);
    }

    @Test
    void anExecutableIsFinal() throws MalformedFileException {
        assertThat(info(SectionFileWriter.EXECUTABLE, 8, 100).relocated(8, 4)).isZero();
    }

    @Test
    void aRelocationOfAnotherWidthIsTold() {
        assertThatThrownBy(() -> info(RELOCATABLE, 8, 100).relocated(8, 8))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("relocation type 10 of a field of 8 bytes at .debug_info+0x8 is not supported; "
                        + "use the linked image");
    }

    @Test
    void relocationsAreSorted() throws MalformedFileException {
        assertThat(info(RELOCATABLE, 8, 100, 8, 200).relocated(8, 4))
                .as("the first of two")
                .isEqualTo(100);
        assertThatThrownBy(() -> info(RELOCATABLE, 8, 100, 16, 200, 12, 300))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining(".rela.debug_info is not sorted by offset (entry 2)")
                .extracting(e -> ((MalformedFileException) e).kind())
                .isEqualTo(MalformedFileException.Kind.UNSUPPORTED);
    }
}
