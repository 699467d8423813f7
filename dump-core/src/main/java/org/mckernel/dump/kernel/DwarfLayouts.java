package org.mckernel.dump.kernel;

import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.StructLayouts;

/** From the image's debug information. */
record DwarfLayouts(StructLayouts layouts) implements StructureLayouts {
    @Override
    public String source() {
        return "debug information";
    }

    @Override
    public OptionalLong offset(String structure, String member) throws MalformedFileException {
        return layouts.memberOffset(structure, member);
    }

    @Override
    public OptionalLong size(String structure) throws MalformedFileException {
        return layouts.size(structure);
    }

    @Override
    public OptionalLong memberSize(String structure, String member) throws MalformedFileException {
        return layouts.memberSize(structure, member);
    }
}
