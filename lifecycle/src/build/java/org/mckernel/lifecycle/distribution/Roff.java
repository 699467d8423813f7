package org.mckernel.lifecycle.distribution;

import java.util.List;

/** Text in the language of manual pages, macro package man (man(7) of groff and mandoc). */
final class Roff {
    private final StringBuilder text = new StringBuilder();
    private boolean begun;

    /** Begins a page: what {@code .TH} shows at its head and foot. */
    Roff(String title, String date, String source) {
        text.append(".\\\" Made by the build from the program's own help; do not edit.\n");
        text.append(".TH ")
                .append(quoted(title))
                .append(" 1 ")
                .append(quoted(date))
                .append(' ')
                .append(quoted(source))
                .append(" \"McKernel dump workbench\"\n.nh\n.ad l\n");
    }

    /** A chapter. */
    void section(String name) {
        text.append(".SH ").append(quoted(name)).append('\n');
        begun = true;
    }

    /** A chapter of a chapter. */
    void subsection(String name) {
        text.append(".SS ").append(quoted(name)).append('\n');
    }

    /** A paragraph of plain text. */
    void paragraph(String plain) {
        beginParagraph();
        line(escaped(plain));
    }

    /** A line that is already in roff; it continues the paragraph before. */
    void line(String roff) {
        boolean control = roff.startsWith(".") || roff.startsWith("'");
        text.append(control ? "\\&" : "").append(roff).append('\n');
    }

    /** An item: what it is about, in this language, and plain text. */
    void item(String tag, String plain) {
        begun = false;
        text.append(".TP\n");
        line(tag);
        line(escaped(plain));
    }

    /** Continues an item in a separate paragraph, already in roff. */
    void more(String roff) {
        text.append(".br\n");
        line(roff);
    }

    /** Lines that are kept unchanged. */
    void verbatim(List<String> plain) {
        beginParagraph();
        text.append(".RS 4\n.nf\n");
        plain.forEach(l -> line(escaped(l)));
        text.append(".fi\n.RE\n");
    }

    /** A chapter's first paragraph begins with it. */
    private void beginParagraph() {
        if (!begun) {
            text.append(".PP\n");
        }
        begun = false;
    }

    static String bold(String plain) {
        return "\\fB" + escaped(plain) + "\\fR";
    }

    static String italic(String plain) {
        return "\\fI" + escaped(plain) + "\\fR";
    }

    /** Plain text with nothing in it that roff would take for its own, and ASCII only: pages are read everywhere. */
    static String escaped(String plain) {
        StringBuilder escaped = new StringBuilder();
        plain.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> escaped.append("\\e");
                case '-' -> escaped.append("\\-");
                case '`' -> escaped.append("\\(ga");
                case '\'' -> escaped.append("\\(aq");
                case '^' -> escaped.append("\\(ha");
                case '~' -> escaped.append("\\(ti");
                default -> {
                    if (c < 0x7f) {
                        escaped.appendCodePoint(c);
                    } else {
                        escaped.append("\\[u%04X]".formatted(c));
                    }
                }
            }
        });
        return escaped.toString();
    }

    private static String quoted(String plain) {
        return '"' + plain.replace("\"", "\\(dq") + '"';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
