package org.mckernel.dump.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of an expression. */
final class Tokens {
    private static final int MOST = 2000;
    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<name>\\$*[A-Za-z_][\\w]*|\\$+\\d*)"
            + "|(?<number>0[xX](?:[pP][-+]?|[\\w.])*|\\.?\\d(?:[eE][-+]?|[\\w.])*)"
            + "|(?<character>'(?:\\\\.|[^'\\\\])*')|(?<string>\"(?:\\\\.|[^\"\\\\])*\")"
            + "|(?<sign><<|>>|<=|>=|==|!=|&&|\\|\\||->|::|\\.\\.\\.|[-+*/%&|^~!<>=?:.,()\\[\\]@{}]))");

    /** The kind of a token. */
    enum Kind {
        NAME,
        NUMBER,
        CHARACTER,
        STRING,
        SIGN,
        END
    }

    private record Token(Kind kind, String text) {}

    private final List<Token> tokens = new ArrayList<>();
    private int at;

    Tokens(String text) throws ExpressionException {
        Matcher matcher = TOKEN.matcher(text);
        int from = 0;
        String stripped = text.stripTrailing();
        while (from < stripped.length()) {
            if (!matcher.find(from) || matcher.start() != from || tokens.size() >= MOST) {
                throw new ExpressionException(
                        tokens.size() >= MOST
                                ? "the expression is too long"
                                : "A syntax error in expression, near `%s'.".formatted(near(stripped.substring(from))));
            }
            for (Kind kind : List.of(Kind.NAME, Kind.NUMBER, Kind.CHARACTER, Kind.STRING, Kind.SIGN)) {
                String found = matcher.group(kind.name().toLowerCase(Locale.ROOT));
                if (found != null) {
                    tokens.add(new Token(kind, found));
                }
            }
            from = matcher.end();
        }
        tokens.add(new Token(Kind.END, ""));
    }

    private static String near(String rest) {
        String stripped = rest.strip();
        return stripped.length() > 40 ? stripped.substring(0, 40) : stripped;
    }

    int position() {
        return at;
    }

    void back(int position) {
        at = position;
    }

    Kind kind() {
        return tokens.get(at).kind();
    }

    String text() {
        return tokens.get(at).text();
    }

    /** Returns the token and advances to the next. */
    String take() {
        String text = text();
        if (kind() != Kind.END) {
            at++;
        }
        return text;
    }

    boolean isSign(String sign) {
        return kind() == Kind.SIGN && text().equals(sign);
    }

    /** Skips a sign if it is the next token. */
    boolean accept(String sign) {
        if (isSign(sign)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(String sign) throws ExpressionException {
        if (!accept(sign)) {
            throw error();
        }
    }

    ExpressionException error() {
        StringBuilder rest = new StringBuilder();
        for (Token token : tokens.subList(at, tokens.size())) {
            rest.append(token.text());
        }
        return new ExpressionException("A syntax error in expression, near `%s'.".formatted(near(rest.toString())));
    }
}
