package org.mckernel.dump.result;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** One value of a table. */
public sealed interface Cell {
    /** An address or other number that people read in hexadecimal. */
    record Address(long value) implements Cell {}

    /** A count or an identifier. */
    record Count(long value) implements Cell {}

    /** Words. */
    record Word(String text) implements Cell {}

    /**
     * A value that is not known.
     *
     * @param why shown between angle brackets; empty to show nothing but a dash
     */
    record Absent(String why) implements Cell {}

    /** A number, or absent. */
    static Cell of(OptionalInt value) {
        return value.isPresent() ? new Count(value.getAsInt()) : new Absent("");
    }

    /** An address, or absent. */
    static Cell address(OptionalLong value) {
        return value.isPresent() ? new Address(value.getAsLong()) : new Absent("");
    }

    /** Words; empty ones are absent. */
    static Cell word(String text) {
        return text.isEmpty() ? new Absent("") : new Word(text);
    }

    /** As people read it. */
    default String text() {
        return switch (this) {
            case Address a -> "0x" + Long.toHexString(a.value());
            case Count n -> Long.toString(n.value());
            case Word w -> w.text();
            case Absent a -> a.why().isEmpty() ? "–" : "<" + a.why() + ">";
        };
    }
}
