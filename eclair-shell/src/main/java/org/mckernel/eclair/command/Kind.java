package org.mckernel.eclair.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.mckernel.eclair.session.CommandException;

/**
 * What an argument is: how its text becomes a value, what completes it, and what giving it does.
 *
 * @param wholeRest true if it takes all of the line that is left
 * @param accepts whether it may begin with a word; an optional argument that does not accept one is left out
 * @param verbatim whether a command's text, this argument of it, keeps {@code |} and {@code >}, which elsewhere send
 *     the result to a program or a file
 * @param words those that complete it, for {@link Completion#WORDS}
 * @param effect what a command does that is given such an argument
 */
public record Kind<T>(
        Reader<T> reader,
        Completion completion,
        boolean wholeRest,
        Predicate<String> accepts,
        Predicate<String> verbatim,
        List<String> words,
        Optional<Effect> effect) {
    /** Takes words of a text and makes a value of them. */
    @FunctionalInterface
    public interface Reader<T> {
        /**
         * Reads a value.
         *
         * @throws BadArgumentException when it is none
         * @throws CommandException when a command in it is wrong
         */
        T read(ArgumentText text) throws BadArgumentException, CommandException;
    }

    /** Makes a value of a text that was taken. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * Reads a value.
         *
         * @throws BadArgumentException when it is none
         */
        T parse(String text) throws BadArgumentException;
    }

    /** One that reads as many words as it needs. */
    public static <T> Kind<T> of(Completion completion, Reader<T> reader) {
        return new Kind<>(reader, completion, false, Kind::isNoOption, _ -> false, List.of(), Optional.empty());
    }

    /** A word. */
    public static <T> Kind<T> word(Completion completion, Parser<T> parser) {
        return of(completion, text -> parser.parse(text.word()));
    }

    /** The rest of the line, whatever it begins with. */
    public static <T> Kind<T> rest(Completion completion, Parser<T> parser) {
        return new Kind<>(
                text -> parser.parse(text.rest()),
                completion,
                true,
                _ -> true,
                _ -> false,
                List.of(),
                Optional.empty());
    }

    /** One of some words. */
    public static Kind<String> oneOf(String... words) {
        List<String> all = List.of(words);
        Parser<String> parser = word -> {
            if (!all.contains(word)) {
                throw new BadArgumentException("%s: expected %s".formatted(word, String.join(" or ", all)));
            }
            return word;
        };
        return new Kind<>(
                text -> parser.parse(text.word()),
                Completion.WORDS,
                false,
                Kind::isNoOption,
                _ -> false,
                all,
                Optional.empty());
    }

    /** The same, which begins only with words of a form. */
    public Kind<T> accepting(Predicate<String> first) {
        return new Kind<>(reader, completion, wholeRest, first, verbatim, words, effect);
    }

    /** The same, which takes the line with {@code |} and {@code >} if the text is of a form. */
    public Kind<T> verbatim(Predicate<String> form) {
        return new Kind<>(reader, completion, wholeRest, accepts, form, words, effect);
    }

    /** The same, which gives a command an effect. */
    public Kind<T> does(Effect done) {
        return new Kind<>(reader, completion, wholeRest, accepts, verbatim, words, Optional.of(done));
    }

    private static boolean isNoOption(String word) {
        return !word.startsWith("-");
    }
}
