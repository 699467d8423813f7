package org.mckernel.dump.elf;

import java.lang.foreign.MemorySegment;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * One note.
 *
 * @param name owner, without its NUL, for example {@code CORE}, {@code VMCOREINFO}, {@code GNU}
 * @param type number whose meaning depends on the owner
 * @param source what contains the note
 * @param offset where the descriptor begins in {@code source}
 * @param size bytes of the descriptor; completely inside the source
 */
public record ElfNote(String name, int type, ByteSource source, long offset, long size) {
    /** Type of the note {@code CORE} that holds one processor's registers. */
    public static final int PRSTATUS = 1;
    /** Type of the note {@code GNU} that holds the build id. */
    public static final int GNU_BUILD_ID = 3;

    /** The descriptor's bytes. */
    public MemorySegment descriptor() throws MalformedFileException {
        return source.slice(offset, size);
    }

    /** The descriptor as text up to its first NUL, Latin-1. */
    public String text() throws MalformedFileException {
        return source.text(offset, size);
    }

    /** True if owner and type are these. */
    public boolean is(String owner, int number) {
        return type == number && name.equals(owner);
    }
}
