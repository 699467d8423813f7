package org.mckernel.eclair.command.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * What is searched for, and where: {@code START, +LENGTH, VALUE, ...}, {@code START, END, VALUE, ...}, or a value
 * alone.
 *
 * @param start empty for all the kernel's memory
 * @param length in bytes, if that was written
 * @param end the last address, if that was written
 * @param values at least one
 */
record SearchRange(
        Optional<AddressArgument> start, OptionalLong length, Optional<AddressArgument> end, List<Value> values) {
    /**
     * A number, or a text in quotes.
     *
     * @param number empty for a text
     * @param text empty for a number
     */
    record Value(Optional<AddressArgument> number, Optional<String> text) {
        static Value of(String written) throws BadArgumentException {
            boolean text = written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
            return text
                    ? new Value(Optional.empty(), Optional.of(written.substring(1, written.length() - 1)))
                    : new Value(Optional.of(AddressArgument.of(written)), Optional.empty());
        }

        long in(Session session) throws CommandException {
            return number.get().in(session);
        }
    }

    static SearchRange of(String text) throws BadArgumentException {
        List<String> parts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (parts.size() == 1) {
            Value value = new Value(Optional.of(AddressArgument.of(text)), Optional.empty());
            return new SearchRange(Optional.empty(), OptionalLong.empty(), Optional.empty(), List.of(value));
        }
        if (parts.size() < 3 || parts.stream().anyMatch(String::isEmpty)) {
            throw new BadArgumentException("%s: expected START, +LENGTH, VALUE or START, END, VALUE".formatted(text));
        }
        String second = parts.get(1);
        List<Value> values = new ArrayList<>();
        for (String value : parts.subList(2, parts.size())) {
            values.add(Value.of(value));
        }
        boolean length = second.startsWith("+");
        return new SearchRange(
                Optional.of(AddressArgument.of(parts.getFirst())),
                length ? OptionalLong.of(Kinds.number(second.substring(1).strip())) : OptionalLong.empty(),
                length ? Optional.empty() : Optional.of(AddressArgument.of(second)),
                values);
    }

    /** Bytes of a value by gdb's letter for it, which a number may precede. */
    static int unit(String format) throws BadArgumentException {
        return switch (format.replaceAll("\\d", "")) {
            case "b" -> 1;
            case "h" -> 2;
            case "", "w" -> 4;
            case "g" -> 8;
            default -> throw new BadArgumentException("/%s: expected b, h, w or g".formatted(format));
        };
    }
}
