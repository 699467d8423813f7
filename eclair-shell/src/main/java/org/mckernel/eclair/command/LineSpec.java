package org.mckernel.eclair.command;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** A place in the code as people name it: {@code FUNCTION}, {@code FILE:LINE}, an address or {@code *EXPRESSION}. */
final class LineSpec {
    private static final Pattern PLACE = Pattern.compile("(?:.*/)?([^:/\\s]+):(\\d{1,9})");
    private static final int MOST = 200;

    private LineSpec() {}

    /** The line that a text names by file and number; null for any other text. */
    static SourceLine line(String text) {
        Matcher place = PLACE.matcher(text.strip());
        return place.matches() ? new SourceLine(place.group(1), Integer.parseInt(place.group(2))) : null;
    }

    /** The pieces of code that a place is: one, but for a line that the compiler put into several. */
    static List<LineCode> code(Session session, String text) throws CommandException {
        SourceLine line = line(text);
        if (line == null) {
            long address = address(session, text);
            return List.of(session.stacks()
                    .lines()
                    .code(address)
                    .orElseThrow(() -> new CommandException(
                            "No line number information available for address 0x%x.".formatted(address))));
        }
        try {
            List<LineCode> code = session.stacks().lines().code(line, MOST);
            if (code.isEmpty()) {
                throw new CommandException("%s: no code is of that line, or no such file was compiled".formatted(line));
            }
            return code;
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** The address of a place; of a line the first. */
    static long address(Session session, String text) throws CommandException {
        if (line(text) != null) {
            return code(session, text).getFirst().start();
        }
        String stripped = text.strip();
        return Addresses.of(
                session, stripped.startsWith("*") ? stripped.substring(1).strip() : stripped);
    }
}
