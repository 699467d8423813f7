package org.mckernel.dump.format.kdump;

import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Vmcoreinfo;

/** Finds VMCOREINFO: at its own offset in the file, or among the ELF notes. */
final class KdumpNotes {
    /** Far above any real VMCOREINFO (a few KiB) or note area (about a KiB per CPU). */
    private static final long MAX_TEXT = 1L << 20;

    private static final long MAX_NOTES = 256L << 20;
    private static final int NOTE_HEADER = 12;
    private static final String NAME = "VMCOREINFO";

    private KdumpNotes() {}

    /** VMCOREINFO of a file; announced but unreadable data is a warning. */
    static Optional<Vmcoreinfo> vmcoreinfo(KdumpPart part, List<String> warnings) {
        ByteSource source = part.source();
        KdumpHeader.Area area = part.header().vmcoreinfo();
        try {
            if (area.size() != 0) {
                if (readable(source, area, MAX_TEXT)) {
                    return Optional.of(Vmcoreinfo.parse(source.text(area.offset(), area.size())));
                }
                warnings.add("%s: VMCOREINFO at offset %d, %d bytes, is not in the file"
                        .formatted(source.name(), area.offset(), area.size()));
            }
            return amongNotes(source, part.header().notes());
        } catch (MalformedFileException e) {
            warnings.add("%s: VMCOREINFO cannot be read: %s".formatted(source.name(), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Walks notes of 4-byte alignment: name size, descriptor size, type, name, descriptor. */
    private static Optional<Vmcoreinfo> amongNotes(ByteSource source, KdumpHeader.Area notes)
            throws MalformedFileException {
        if (!readable(source, notes, MAX_NOTES)) {
            return Optional.empty();
        }
        long end = notes.offset() + notes.size();
        long at = notes.offset();
        while (at <= end - NOTE_HEADER) {
            long nameSize = source.u32(at);
            long textSize = source.u32(at + 4);
            long text = at + NOTE_HEADER + align4(nameSize);
            if (text + textSize > end) {
                break;
            }
            if (nameSize >= NAME.length()
                    && nameSize <= NAME.length() + 1
                    && textSize <= MAX_TEXT
                    && source.text(at + NOTE_HEADER, nameSize).equals(NAME)) {
                return Optional.of(Vmcoreinfo.parse(source.text(text, textSize)));
            }
            at = text + align4(textSize);
        }
        return Optional.empty();
    }

    private static boolean readable(ByteSource source, KdumpHeader.Area area, long most) {
        return area.size() > 0 && area.size() <= most && source.contains(area.offset(), area.size());
    }

    private static long align4(long size) {
        return (size + 3) & -4L;
    }
}
