package org.mckernel.dump.result;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** One value of a table. */
public sealed interface Cell {
    /** An address or other number shown in hexadecimal. */
    record Address(long value) implements Cell {}

    /** A count or an identifier. */
    record Count(long value) implements Cell {}

    /** Text. */
    record Word(String text) implements Cell {}

    /**
     * An unknown value.
     *
     * @param why shown in angle brackets; empty to show only a dash
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

    /** Text; an empty string is absent. */
    static Cell word(String text) {
        return text.isEmpty() ? new Absent("") : new Word(text);
    }

    /** Text for users. */
    default String text() {
        return switch (this) {
            case Address a -> "0x" + Long.toHexString(a.value());
            case Count n -> Long.toString(n.value());
            case Word w -> w.text();
            case Absent a -> a.why().isEmpty() ? "–" : "<" + a.why() + ">";
        };
    }
}
