package org.mckernel.eclair.command;

import org.mckernel.eclair.session.CommandException;

/** The text after a command's name; {@link Kind}s take words of it from left to right. */
public final class ArgumentText {
    private final String text;
    private final Registry registry;
    private final Aliases aliases;
    private int at;

    /**
     * @param registry the commands that a command in it may be
     * @param aliases their further names
     */
    ArgumentText(String text, Registry registry, Aliases aliases) {
        this.text = text;
        this.registry = registry;
        this.aliases = aliases;
        skipBlanks();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private int wordEnd() {
        int end = at;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** True if nothing is left. */
    public boolean atEnd() {
        return at == text.length();
    }

    /** The next word, which stays; empty at the end. */
    public String peek() {
        return text.substring(at, wordEnd());
    }

    /** True if a blank follows the next word: it is not one that is still being typed. */
    boolean nextIsComplete() {
        return wordEnd() < text.length();
    }

    /** Takes the next word; empty at the end. */
    public String word() {
        String word = peek();
        at += word.length();
        skipBlanks();
        return word;
    }

    /** All that is left, which stays. */
    public String remaining() {
        return text.substring(at).stripTrailing();
    }

    /** What is taken as it was typed, blanks at the end included. */
    String typed() {
        return text.substring(at);
    }

    /** Takes all that is left. */
    public String rest() {
        String rest = remaining();
        at = text.length();
        return rest;
    }

    /**
     * Takes all that is left as a command of its own.
     *
     * @throws CommandException when it is none
     */
    public Call command() throws CommandException {
        return registry.parse(aliases.expandNested(rest()), aliases);
    }
}
