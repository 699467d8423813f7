package org.mckernel.dump.dwarf.cfi;

import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfSection;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;

/**
 * Call-frame information of an image: {@code .debug_frame} and {@code .eh_frame}. An index of the functions described
 * is built on first use; a function's program is run for each lookup.
 *
 * <p>Thread-safe. Valid while its file is open.
 */
public final class CallFrames {
    private final Optional<FrameSection> debugFrame;
    private final Optional<FrameSection> ehFrame;

    private CallFrames(Optional<FrameSection> debugFrame, Optional<FrameSection> ehFrame) {
        this.debugFrame = debugFrame;
        this.ehFrame = ehFrame;
    }

    /**
     * The call-frame information of a file; it may have none.
     *
     * @throws MalformedFileException when a section is not completely in the file
     */
    public static CallFrames of(ElfFile file) throws MalformedFileException {
        return new CallFrames(
                section(file, file.debugSection("frame"), false),
                section(file, file.section(".eh_frame").filter(s -> !s.noBits() && s.size() > 0), true));
    }

    private static Optional<FrameSection> section(ElfFile file, Optional<ElfSection> section, boolean eh)
            throws MalformedFileException {
        if (section.isEmpty()) {
            return Optional.empty();
        }
        DwarfSection bytes =
                new DwarfSection(section.get().name(), file.source().name(), file.data(section.get()), null);
        return Optional.of(new FrameSection(bytes, section.get().address(), eh));
    }

    /**
     * The row of the instruction at an address.
     *
     * @return empty when no function described contains it
     * @throws MalformedFileException when its description is damaged
     */
    public Optional<CallFrameRow> row(long pc) throws MalformedFileException {
        Optional<CallFrameRow> row = debugFrame.isPresent() ? debugFrame.get().row(pc) : Optional.empty();
        return row.isPresent() || ehFrame.isEmpty() ? row : ehFrame.get().row(pc);
    }

    /** Number of functions described. */
    public int functions() throws MalformedFileException {
        return (debugFrame.isPresent() ? debugFrame.get().functions() : 0)
                + (ehFrame.isPresent() ? ehFrame.get().functions() : 0);
    }
}
