package org.mckernel.eclair.shell;

import java.util.List;
import java.util.regex.Pattern;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Marks the command's name while it is typed: bold where it is known. */
final class ShellHighlighter implements Highlighter {
    private static final Pattern WORD = Pattern.compile("[\\s/]");

    private final Interpreter interpreter;

    ShellHighlighter(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        String first = WORD.split(buffer, 2)[0];
        List<String> names = interpreter.names();
        boolean known = !first.isEmpty() && names.stream().anyMatch(n -> n.startsWith(first));
        AttributedStyle style = known ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
        return new AttributedStringBuilder()
                .styled(style, first)
                .append(buffer.substring(first.length()))
                .toAttributedString();
    }
}
