package org.mckernel.dump.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.MappedFile;
import org.mckernel.dump.dwarf.index.StructLayouts;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.linux.module.ModuleLayout;

/** Offsets from the debug information of a vmlinux. */
final class DebugOffsets {
    private DebugOffsets() {}

    /** Layout of {@code struct module} from a file; empty when the file has no usable debug information about it. */
    static Optional<ModuleLayout> moduleLayout(Path file) {
        try (MappedFile mapped = MappedFile.open(file)) {
            Optional<StructLayouts> layouts = StructLayouts.of(ElfFile.open(mapped));
            return layouts.flatMap(found ->
                    ModuleLayout.of((struct, path) -> offset(found, struct, path), "debug information of " + file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static OptionalLong offset(StructLayouts layouts, String struct, String path) {
        try {
            return layouts.memberOffset(struct, path);
        } catch (MalformedFileException e) {
            return OptionalLong.empty();
        }
    }
}
