package org.mckernel.dump.format.elfcore;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfNote;
import org.mckernel.dump.elf.ElfNotes;
import org.mckernel.dump.format.Vmcoreinfo;

/**
 * The content of a vmcore's notes.
 *
 * @param processors number of {@code CORE} notes with registers
 * @param qemu whether there are QEMU notes
 * @param vmcoreinfo the VMCOREINFO note
 */
record CoreNotes(int processors, boolean qemu, Optional<Vmcoreinfo> vmcoreinfo) {
    static final CoreNotes NONE = new CoreNotes(0, false, Optional.empty());

    /** Linux writes at most two pages. */
    private static final long LONGEST_VMCOREINFO = 1 << 20;

    /** Adds one more note area; unreadable notes are reported in {@code warnings}. */
    CoreNotes and(ElfNotes area, List<String> warnings) {
        area.problem().ifPresent(warnings::add);
        int registers = 0;
        boolean fromQemu = qemu;
        Optional<Vmcoreinfo> info = vmcoreinfo;
        for (ElfNote note : area.notes()) {
            if (note.is("CORE", ElfNote.PRSTATUS)) {
                registers++;
            } else if (note.name().equals("QEMU")) {
                fromQemu = true;
            } else if (note.is("VMCOREINFO", 0) && info.isEmpty()) {
                info = vmcoreinfo(note, warnings);
            }
        }
        return new CoreNotes(processors + registers, fromQemu, info);
    }

    private static Optional<Vmcoreinfo> vmcoreinfo(ElfNote note, List<String> warnings) {
        if (note.size() > LONGEST_VMCOREINFO) {
            warnings.add(
                    "VMCOREINFO at offset %d: %d bytes are too large, ignored".formatted(note.offset(), note.size()));
            return Optional.empty();
        }
        try {
            return Optional.of(Vmcoreinfo.parse(note.text()));
        } catch (MalformedFileException e) {
            warnings.add("VMCOREINFO: " + e.getMessage());
            return Optional.empty();
        }
    }
}
