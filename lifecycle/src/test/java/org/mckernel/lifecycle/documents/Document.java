package org.mckernel.lifecycle.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Markdown document's fenced blocks. {@code sh} blocks are commands. A {@code text} block with nothing but blank
 * lines between it and commands is what they print. On the line before a fence, {@code <!-- file: NAME -->} makes a
 * text block an input that the commands after it read, and {@code <!-- not run: REASON -->} takes a block out of the
 * test. Any other block is refused, so that nothing is left untested by accident.
 *
 * @param name as messages show it
 * @param lines all lines
 * @param blocks in order
 */
record Document(String name, List<String> lines, List<Block> blocks) {
    private static final Pattern FENCE = Pattern.compile("```(\\S*)\\s*");
    private static final Pattern MARK = Pattern.compile("<!-- (not run|file): (\\S(?:.*\\S)?) -->");

    static Document read(Path root, String name) throws IOException {
        return parse(name, Files.readAllLines(root.resolve(name)));
    }

    /** @throws IllegalArgumentException naming document and line of a fence that breaks the rules above */
    static Document parse(String name, List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        boolean afterCommands = false;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                afterCommands &= lines.get(i).isBlank();
                continue;
            }
            int first = i + 1;
            int end = first;
            while (end < lines.size() && !lines.get(end).startsWith("```")) {
                end++;
            }
            if (end == lines.size()) {
                throw refused(name, i, "a block that never ends");
            }
            Matcher mark = MARK.matcher(i == 0 ? "" : lines.get(i - 1));
            boolean marked = mark.matches();
            Block.Kind kind = marked
                    ? mark.group(1).equals("file") ? Block.Kind.FILE : Block.Kind.NOT_RUN
                    : fence.group(1).equals("sh") ? Block.Kind.COMMANDS : Block.Kind.OUTPUT;
            if (!fence.group(1).matches("sh|text")) {
                throw refused(name, i, "a block that is neither 'sh' nor 'text'");
            }
            if (kind == Block.Kind.FILE && !fence.group(1).equals("text")) {
                throw refused(name, i, "a file that is not 'text'");
            }
            if (kind == Block.Kind.OUTPUT && !afterCommands) {
                throw refused(name, i, "text that is neither output, nor marked 'file' or 'not run'");
            }
            blocks.add(new Block(kind, first + 1, lines.subList(first, end), marked ? mark.group(2) : ""));
            afterCommands = kind == Block.Kind.COMMANDS;
            i = end;
        }
        return new Document(name, List.copyOf(lines), List.copyOf(blocks));
    }

    private static IllegalArgumentException refused(String name, int index, String what) {
        return new IllegalArgumentException("%s:%d: %s".formatted(name, index + 1, what));
    }

    /** Its lines with other lines in an output block. */
    List<String> withOutput(Block block, List<String> printed) {
        List<String> changed = new ArrayList<>(lines.subList(0, block.line() - 1));
        changed.addAll(printed);
        changed.addAll(lines.subList(block.line() - 1 + block.lines().size(), lines.size()));
        return changed;
    }
}
