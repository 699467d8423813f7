package org.mckernel.lifecycle.documents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document.
 *
 * @param kind what is done with it
 * @param line number of its first line inside the fence, from 1
 * @param lines the lines inside the fence
 * @param argument the reason of a block that is not run, the name of a file; empty for the other kinds
 */
record Block(Kind kind, int line, List<String> lines, String argument) {
    private static final Pattern EXIT_CODE = Pattern.compile("#.*\\bexit code (\\d+)");

    enum Kind {
        /** Commands, run in order. */
        COMMANDS,
        /** What the commands of the block before it print. */
        OUTPUT,
        /** Written to a file that later commands read. */
        FILE,
        /** Neither run nor compared. */
        NOT_RUN
    }

    /**
     * A command as printed.
     *
     * @param line the number of its first line in the document, from 1
     * @param text the command; its continuation lines are joined by line ends
     */
    record Command(int line, String text) {
        /** What it is to end with: 0, unless its comment says {@code # exit code N}. */
        int expectedExitCode() {
            Matcher code = EXIT_CODE.matcher(text);
            return code.find() ? Integer.parseInt(code.group(1)) : 0;
        }
    }

    Block {
        lines = List.copyOf(lines);
    }

    /** The commands in order: one a line, continued where a line ends in a backslash. */
    List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int start = line;
        for (int i = 0; i < lines.size(); i++) {
            text.append(text.isEmpty() ? "" : "\n").append(lines.get(i));
            if (lines.get(i).endsWith("\\")) {
                continue;
            }
            if (!text.toString().isBlank()) {
                commands.add(new Command(start, text.toString()));
            }
            text.setLength(0);
            start = line + i + 1;
        }
        if (!text.isEmpty()) {
            throw new IllegalArgumentException("line %d: the last command goes on after the block".formatted(start));
        }
        return commands;
    }
}
