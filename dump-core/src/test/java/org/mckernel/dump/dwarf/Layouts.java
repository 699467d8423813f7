package org.mckernel.dump.dwarf;

import java.util.Map;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.testdumps.dwarf.DwarfBuilder;
import org.mckernel.testdumps.dwarf.SectionFileWriter;

/** Opens files written by the tests of this package. */
public final class Layouts {
    private Layouts() {}

    public static StructLayouts of(DwarfBuilder builder) throws MalformedFileException {
        return of(builder.sections());
    }

    public static StructLayouts of(Map<String, byte[]> sections) throws MalformedFileException {
        return of(new SectionFileWriter(SectionFileWriter.EXECUTABLE)
                .sections(sections)
                .file());
    }

    public static StructLayouts of(byte[] file) throws MalformedFileException {
        return StructLayouts.of(ElfFile.open(TestSource.of(file))).orElseThrow();
    }
}
