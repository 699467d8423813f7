package org.mckernel.eclair.command.source;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.argument.CodeLocation;
import org.mckernel.eclair.command.value.StructureArgument;

/** What {@code list} is given: gdb's places in the sources, or crash's linked structures. */
sealed interface ListArgument {
    /** The lines before those shown last. */
    record Before() implements ListArgument {}

    /** The lines around a place. */
    record Around(Place place) implements ListArgument {}

    /**
     * The lines from a place to another.
     *
     * @param last empty for as many lines as usual
     */
    record Range(String text, Place first, Optional<Place> last) implements ListArgument {}

    /** The structures of a list, as crash shows them. */
    record Linked(StructureArgument link, String head) implements ListArgument {}

    /**
     * A place in the sources.
     *
     * @param number a line of the file looked at last; else empty
     * @param location any other place; else empty
     */
    record Place(OptionalInt number, Optional<CodeLocation> location) {
        private static final Pattern NUMBER = Pattern.compile("\\d{1,7}");

        static Place of(String text) throws BadArgumentException {
            return NUMBER.matcher(text).matches()
                    ? new Place(OptionalInt.of(Integer.parseInt(text)), Optional.empty())
                    : new Place(OptionalInt.empty(), Optional.of(CodeLocation.of(text)));
        }
    }

    /** {@code STRUCT.MEMBER HEAD}, which no place in the sources looks like. */
    Pattern LINKED = Pattern.compile("(?:struct\\s+)?(\\w+)\\.([\\w.]+)\\s+(?:-[Hr]\\s+)?(\\S.*)");

    /** Reads what list is given. */
    static ListArgument of(String text) throws BadArgumentException {
        Matcher linked = LINKED.matcher(text);
        if (linked.matches()) {
            return new Linked(
                    new StructureArgument(
                            linked.group(1) + "." + linked.group(2), linked.group(1), List.of(linked.group(2))),
                    linked.group(3));
        }
        if (text.equals("-")) {
            return new Before();
        }
        String[] ends = text.split(",", 2);
        Place first = Place.of(ends[0].strip());
        if (ends.length == 1) {
            return new Around(first);
        }
        String last = ends[1].strip();
        return new Range(text, first, last.isEmpty() ? Optional.empty() : Optional.of(Place.of(last)));
    }
}
