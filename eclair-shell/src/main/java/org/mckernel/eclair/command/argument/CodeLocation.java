package org.mckernel.eclair.command.argument;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * A place in the code as users write it: {@code FUNCTION}, {@code FILE:LINE}, an address or {@code *EXPRESSION}.
 *
 * @param text as it was written
 * @param line the line, if one was written
 * @param address the address, if none was
 */
public record CodeLocation(String text, Optional<SourceLine> line, Optional<AddressArgument> address) {
    private static final Pattern LINE = Pattern.compile("(?:.*/)?([^:/\\s]+):(\\d{1,9})");
    private static final int MOST = 200;

    /**
     * Reads a place.
     *
     * @throws BadArgumentException when it is none
     */
    public static CodeLocation of(String text) throws BadArgumentException {
        String stripped = text.strip();
        Matcher line = LINE.matcher(stripped);
        if (line.matches()) {
            SourceLine place = new SourceLine(line.group(1), Integer.parseInt(line.group(2)));
            return new CodeLocation(stripped, Optional.of(place), Optional.empty());
        }
        String address = stripped.startsWith("*") ? stripped.substring(1) : stripped;
        return new CodeLocation(stripped, Optional.empty(), Optional.of(AddressArgument.of(address)));
    }

    /**
     * The pieces of code that a place is: one, but for a line that the compiler put into several.
     *
     * @throws CommandException when there are none
     */
    public List<LineCode> codeIn(Session session) throws CommandException {
        if (line.isEmpty()) {
            long start = addressIn(session);
            return List.of(session.stacks()
                    .lines()
                    .code(start)
                    .orElseThrow(() -> new CommandException(
                            "No line number information available for address 0x%x.".formatted(start))));
        }
        try {
            List<LineCode> code = session.stacks().lines().code(line.get(), MOST);
            if (code.isEmpty()) {
                throw new CommandException(
                        "%s: no code is of that line, or no such file was compiled".formatted(line.get()));
            }
            return code;
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /**
     * The address of a place; of a line the first.
     *
     * @throws CommandException when it has none
     */
    public long addressIn(Session session) throws CommandException {
        return address.isPresent()
                ? address.get().in(session)
                : codeIn(session).getFirst().start();
    }
}
