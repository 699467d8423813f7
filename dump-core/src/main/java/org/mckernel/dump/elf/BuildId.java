package org.mckernel.dump.elf;

import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * The build id of an image: the content of the note {@code GNU} of type 3.
 *
 * @param hex its bytes in lower-case hexadecimal, two digits each
 */
public record BuildId(String hex) {
    /** Linkers write 8, 16 or 20 bytes; {@code --build-id=0x...} may give more. */
    private static final int LONGEST = 64;

    /** The build id with these bytes. */
    public static BuildId of(byte[] bytes) {
        return new BuildId(HexFormat.of().formatHex(bytes));
    }

    /** The build id in a note; empty when it is another note or its length is invalid (0 or above 64 bytes). */
    public static Optional<BuildId> of(ElfNote note) throws MalformedFileException {
        if (!note.is("GNU", ElfNote.GNU_BUILD_ID) || note.size() < 1 || note.size() > LONGEST) {
            return Optional.empty();
        }
        return Optional.of(of(note.descriptor().toArray(ValueLayout.JAVA_BYTE)));
    }

    /** Its bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
