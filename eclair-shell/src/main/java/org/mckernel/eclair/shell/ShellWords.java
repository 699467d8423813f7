package org.mckernel.eclair.shell;

import java.util.List;
import java.util.Optional;

/** The shell's own commands, which are about the session and not about the dump: their help. */
public final class ShellWords {
    /**
     * One of them.
     *
     * @param names the name, then its other spellings
     * @param usage what follows the name
     * @param summary one line: what it does
     * @param example a line that shows its use
     */
    public record Word(List<String> names, String usage, String summary, String example) {}

    private static final List<Word> ALL = List.of(
            new Word(List.of("help", "h", "?"), "[CMD]", "all commands, or one of them with an example", "help bt"),
            new Word(
                    List.of("set"),
                    "[output text|json|csv] [print pretty on|off] [var $NAME = EXPR] [TID]",
                    "how results are shown; a variable of the session; as in crash, the selected thread",
                    "set output json"),
            new Word(List.of("show"), "", "what can be set, and how it is", "show"),
            new Word(List.of("history"), "", "the commands so far", "history"),
            new Word(
                    List.of("source"),
                    "FILE",
                    "runs a file of commands, a line each; # begins a comment",
                    "source commands.txt"),
            new Word(
                    List.of("alias"),
                    "[NAME = COMMAND]",
                    "another name for the beginning of a command",
                    "alias w = bt -a"),
            new Word(List.of("shell", "!"), "COMMAND", "runs a program of this machine; also !COMMAND", "!date"),
            new Word(List.of("echo"), "TEXT", "prints a text, for scripts", "echo stacks"),
            new Word(List.of("quit", "q", "exit"), "", "ends; so does Ctrl-D", "quit"));

    private ShellWords() {}

    /** All of them, as help lists them. */
    public static List<Word> all() {
        return ALL;
    }

    /** The names, each once. */
    static List<String> names() {
        return ALL.stream().map(w -> w.names().getFirst()).toList();
    }

    /** A line for the list of all commands. */
    static List<String> summaries() {
        return ALL.stream()
                .map(w -> "%-16s %s".formatted(w.names().getFirst(), w.summary()))
                .toList();
    }

    /** The explanation of one. */
    static Optional<List<String>> help(String name) {
        return ALL.stream()
                .filter(w -> w.names().contains(name))
                .findFirst()
                .map(w -> List.of(
                        (w.names().getFirst() + " " + w.usage()).strip(),
                        "    " + w.summary(),
                        "    example: " + w.example()));
    }
}
