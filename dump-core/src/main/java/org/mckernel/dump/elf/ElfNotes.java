package org.mckernel.dump.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The notes of one area: a {@code PT_NOTE} segment, a note section, or the notes after a kdump's sub-header.
 *
 * @param notes the complete notes, in file order
 * @param problem why parsing stopped before the area's end, as one line; empty when it did not
 */
public record ElfNotes(List<ElfNote> notes, Optional<String> problem) {
    private static final int HEADER = 12;
    private static final int LONGEST_NAME = 256;
    /** Limit, above that of any machine: four notes for each of 65536 processors. */
    private static final int MOST_NOTES = 1 << 18;

    public ElfNotes {
        notes = List.copyOf(notes);
    }

    /** Parses notes aligned to 4 bytes, as all dumps have them. */
    public static ElfNotes parse(ByteSource source, long offset, long size) {
        return parse(source, offset, size, 4);
    }

    /**
     * Parses notes. Never fails: a note that does not fit its area ends the list and is reported as the problem. A
     * header of zeros also ends the list, as in Linux's note buffers.
     *
     * @param alignment of descriptor and next note: 4, or 8 in areas that say so ({@code p_align}, {@code
     * sh_addralign})
     */
    public static ElfNotes parse(ByteSource source, long offset, long size, int alignment) {
        List<ElfNote> notes = new ArrayList<>();
        try {
            return new ElfNotes(notes, Optional.ofNullable(collect(source, offset, size, alignment, notes)));
        } catch (MalformedFileException e) {
            return new ElfNotes(notes, Optional.of("notes at offset %d: %s".formatted(offset, e.getMessage())));
        }
    }

    private static String collect(ByteSource source, long offset, long size, int alignment, List<ElfNote> notes)
            throws MalformedFileException {
        if (offset < 0 || size < 0 || offset > source.size()) {
            return "notes at offset 0x%x: after the end of the file at %d".formatted(offset, source.size());
        }
        long available = Math.min(size, source.size() - offset);
        long at = 0;
        while (available - at >= HEADER) {
            if (notes.size() >= MOST_NOTES) {
                return "notes at offset %d: more than %d, the rest is ignored".formatted(offset, MOST_NOTES);
            }
            long nameSize = source.u32(offset + at);
            long descriptorSize = source.u32(offset + at + 4);
            int type = source.i32(offset + at + 8);
            if (nameSize == 0 && descriptorSize == 0 && type == 0) {
                return null;
            }
            long descriptor = align(at + HEADER + nameSize, alignment);
            if (nameSize > LONGEST_NAME || descriptor > available || descriptorSize > available - descriptor) {
                return "note at offset %d: name of %d and descriptor of %d bytes do not fit the %d bytes left"
                        .formatted(offset + at, nameSize, descriptorSize, available - at);
            }
            String name = source.text(offset + at + HEADER, nameSize);
            notes.add(new ElfNote(name, type, source, offset + descriptor, descriptorSize));
            at = align(descriptor + descriptorSize, alignment);
        }
        return available < size
                ? "notes at offset %d: %d bytes announced, the file ends after %d".formatted(offset, size, available)
                : null;
    }

    private static long align(long value, int alignment) {
        return (value + alignment - 1) & -alignment;
    }

    /** The first note of that owner and type. */
    public Optional<ElfNote> first(String owner, int type) {
        return notes.stream().filter(n -> n.is(owner, type)).findFirst();
    }

    /** How many notes of that owner and type there are. */
    public int count(String owner, int type) {
        return (int) notes.stream().filter(n -> n.is(owner, type)).count();
    }
}
