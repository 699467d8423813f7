package org.mckernel.dump.dwarf.cfi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Files with one kind of section, with both, and with none. */
class CallFramesTest {
    private static byte[] section(boolean eh, long start, int offset) {
        return new FrameBytes(eh, false)
                .common("", new byte[0], 0x0c, 7, 8)
                .function(0, start, 0x10, 0x0e, offset)
                .toBytes();
    }

    private static CallFrames of(byte[] debugFrame, byte[] ehFrame) throws MalformedFileException {
        Map<String, byte[]> sections = new HashMap<>();
        sections.put(".text", new byte[4]);
        if (debugFrame != null) {
            sections.put(".debug_frame", debugFrame);
        }
        if (ehFrame != null) {
            sections.put(".eh_frame", ehFrame);
        }
        return CallFrames.of(ElfFile.open(TestSource.of(new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(sections)
                .file())));
    }

    @Test
    void bothSectionsAreAskedTheOneForDebuggersFirst() throws MalformedFileException {
        CallFrames both = of(section(false, 0x1000, 16), section(true, 0x1008, 32));

        assertThat(both.functions()).isEqualTo(2);
        assertThat(both.row(0x1000).orElseThrow().cfaOffset()).isEqualTo(16);
        assertThat(both.row(0x1008).orElseThrow().cfaOffset()).isEqualTo(16);
        assertThat(both.row(0x1010).orElseThrow().cfaOffset()).isEqualTo(32);
        assertThat(both.row(0x1018)).isEmpty();
    }

    @Test
    void oneSectionIsEnough() throws MalformedFileException {
        assertThat(of(section(false, 0x1000, 16), null).row(0x1000)).isPresent();
        assertThat(of(section(false, 0x1000, 16), null).functions()).isEqualTo(1);
        assertThat(of(null, section(true, 0x1000, 16)).row(0x1000)).isPresent();
        assertThat(of(null, section(true, 0x1000, 16)).functions()).isEqualTo(1);
        assertThat(of(section(false, 0x1000, 16), new byte[0]).row(0x2000)).isEmpty();
    }

    @Test
    void aFileWithoutOnesDescribesNothing() throws MalformedFileException {
        assertThat(of(null, null).row(0x1000)).isEmpty();
        assertThat(of(null, null).functions()).isZero();
    }
}
