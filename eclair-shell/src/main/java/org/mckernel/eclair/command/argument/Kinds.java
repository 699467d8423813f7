package org.mckernel.eclair.command.argument;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.mckernel.eclair.command.ArgumentText;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Call;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;

/** The kinds of arguments that several commands take. */
public final class Kinds {
    /** A decimal or 0x number. */
    public static final Kind<Long> NUMBER =
            Kind.<Long>word(Completion.NONE, Kinds::number).accepting(word -> word.matches("-?\\d.*"));

    /** A CPU: its number, after {@code cpu} or {@code -c} if the user likes. */
    public static final Kind<Integer> CPU = Kind.of(Completion.CPU, Kinds::cpu).accepting(ThreadArgument::accepts);

    public static final Kind<ThreadArgument> THREAD =
            Kind.of(Completion.THREAD, ThreadArgument::read).accepting(ThreadArgument::accepts);

    public static final Kind<ProcessArgument> PROCESS = Kind.word(
                    Completion.PROCESS, word -> new ProcessArgument(word, number(word)))
            .accepting(word -> word.matches("\\d+|0[xX][0-9a-fA-F]+"));

    /** An address that takes the rest of the line. */
    public static final Kind<AddressArgument> ADDRESS = Kind.rest(Completion.EXPRESSION, AddressArgument::of);

    /** An address in one word. */
    public static final Kind<AddressArgument> ADDRESS_WORD = Kind.word(Completion.EXPRESSION, AddressArgument::of);

    /** A C expression. */
    public static final Kind<String> EXPRESSION = Kind.rest(Completion.EXPRESSION, text -> text);

    /** A type or a C expression. */
    public static final Kind<String> TYPE_OR_EXPRESSION = Kind.rest(Completion.TYPE_OR_EXPRESSION, text -> text);

    /** A regular expression, which takes the rest of the line. */
    public static final Kind<Pattern> REGEX = Kind.rest(Completion.EXPRESSION, Kinds::regex);

    public static final Kind<String> REGISTER = Kind.word(Completion.REGISTER, word -> word);

    /** A place in the code. */
    public static final Kind<CodeLocation> LOCATION = Kind.rest(Completion.EXPRESSION, CodeLocation::of);

    /** A word. */
    public static final Kind<String> WORD = Kind.word(Completion.NONE, word -> word);

    /** The rest of the line. */
    public static final Kind<String> TEXT = Kind.rest(Completion.NONE, text -> text);

    /** A file that is read, in one word. */
    public static final Kind<Path> INPUT_FILE =
            Kind.word(Completion.FILE, Kinds::path).does(Effect.READS_FILES);

    /** A file or directory that is read; takes the rest of the line. */
    public static final Kind<Path> INPUT_PATH =
            Kind.rest(Completion.FILE, Kinds::path).does(Effect.READS_FILES);

    /** A file that is written; takes the rest of the line. */
    public static final Kind<Path> OUTPUT_PATH = Kind.rest(Completion.FILE, Kinds::path)
            .accepting(word -> !word.startsWith("-"))
            .does(Effect.WRITES_FILES);

    /** A command, which takes the rest of the line. */
    public static final Kind<Call> COMMAND = new Kind<>(
            ArgumentText::command, Completion.COMMAND, true, _ -> true, _ -> false, List.of(), Optional.empty());

    private Kinds() {}

    /**
     * A decimal or 0x number.
     *
     * @throws BadArgumentException when it is none
     */
    public static long number(String word) throws BadArgumentException {
        try {
            return word.startsWith("0x") || word.startsWith("0X")
                    ? Long.parseUnsignedLong(word.substring(2), 16)
                    : Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new BadArgumentException("%s: expected a number, decimal or 0x...".formatted(word));
        }
    }

    private static int cpu(ArgumentText text) throws BadArgumentException {
        ThreadArgument argument = ThreadArgument.read(text);
        if (argument.number() < 0 || argument.number() > Integer.MAX_VALUE) {
            throw new BadArgumentException("%d: expected the number of a CPU".formatted(argument.number()));
        }
        return (int) argument.number();
    }

    private static Pattern regex(String text) throws BadArgumentException {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new BadArgumentException("%s: not a regular expression: %s".formatted(text, e.getDescription()));
        }
    }

    private static Path path(String text) throws BadArgumentException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new BadArgumentException("not a file name: " + e.getReason());
        }
    }
}
