package org.mckernel.dump.bytes;

import java.io.IOException;

/**
 * A file that violates its format. The message is one line that a user can act on: what, where, expected, found; the
 * file's name precedes it when it is shown.
 */
public final class MalformedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The kind of error, for callers that continue with the rest. */
    public enum Kind {
        /** The file ends before something it announces. */
        TRUNCATED,
        /** A field contradicts the format or another field. */
        CORRUPT,
        /** Recognised, but deliberately not supported (another tool's format, big-endian byte order). */
        UNSUPPORTED
    }

    private final Kind kind;
    private final String file;

    public MalformedFileException(Kind kind, String file, String message) {
        super(message);
        this.kind = kind;
        this.file = file;
    }

    /** A field with an invalid value. */
    public static MalformedFileException at(
            ByteSource source, long offset, String what, String expected, String found) {
        return new MalformedFileException(
                Kind.CORRUPT,
                source.name(),
                "%s at offset %d: expected %s, found %s".formatted(what, offset, expected, found));
    }

    /** Announced data that is after the end of the file. */
    public static MalformedFileException truncated(ByteSource source, String what, long offset, long length) {
        String end = offset <= Long.MAX_VALUE - length ? Long.toString(offset + length) : "beyond 2^63";
        return new MalformedFileException(
                Kind.TRUNCATED,
                source.name(),
                "truncated: %s needs offset %d to %s, the file ends at %d".formatted(what, offset, end, source.size()));
    }

    /** A format that is recognised but not supported; {@code advice} says what to do instead. */
    public static MalformedFileException unsupported(ByteSource source, String what, String advice) {
        return new MalformedFileException(Kind.UNSUPPORTED, source.name(), what + "; " + advice);
    }

    public Kind kind() {
        return kind;
    }

    /** Name of the file concerned, as the user gave it. */
    public String file() {
        return file;
    }
}
