package org.mckernel.eclair.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mckernel.eclair.session.CommandException;

/** The arguments that a command takes: reads them, says how they are written, and what may come next. */
public final class Syntax {
    /** After it nothing is an option. */
    private static final String END_OF_OPTIONS = "--";

    private final List<Parameter<?>> parameters;
    private final List<Choice> choices;
    private final List<Requirement> requirements;

    /**
     * Parameters that exclude one another.
     *
     * @param required true if one of them must be given
     * @param shown true if the usage shows them together
     */
    record Choice(boolean required, boolean shown, List<Parameter<?>> parameters) {
        String usage() {
            String all = parameters.stream().map(Parameter::alternative).collect(Collectors.joining(" | "));
            return required ? "(" + all + ")" : "[" + all + "]";
        }
    }

    /** A parameter that makes no sense without another. */
    record Requirement(Parameter<?> given, Parameter<?> needed) {}

    /**
     * What may come where a line ends.
     *
     * @param words options and keywords
     * @param kinds what else
     * @param typed what was typed of an argument that takes the rest of the line
     */
    public record Expected(List<String> words, List<Kind<?>> kinds, String typed) {}

    Syntax(List<Parameter<?>> parameters, List<Choice> choices, List<Requirement> requirements) {
        this.parameters = List.copyOf(parameters);
        this.choices = List.copyOf(choices);
        this.requirements = List.copyOf(requirements);
    }

    /** How arguments are written: {@code [-c PID] ADDRESS}. */
    public String usage() {
        List<String> all = new ArrayList<>();
        for (Parameter<?> parameter : parameters) {
            Optional<Choice> choice = choices.stream()
                    .filter(c -> c.shown() && c.parameters().contains(parameter))
                    .findFirst();
            if (choice.isEmpty()) {
                all.add(parameter.usage());
            } else if (choice.get().parameters().getFirst().equals(parameter)) {
                all.add(choice.get().usage());
            }
        }
        return String.join(" ", all);
    }

    /** The parameters, in the order of the usage. */
    public List<Parameter<?>> parameters() {
        return parameters;
    }

    /** True if the text of these arguments keeps {@code |} and {@code >}. */
    boolean verbatim(String text) {
        return parameters.stream().anyMatch(p -> p.kind().verbatim().test(text));
    }

    /**
     * Reads the arguments.
     *
     * @param glued true if the text begins right after the command's name, with a slash
     * @throws BadArgumentException when they are not what the command takes
     * @throws CommandException when a command among them is wrong
     */
    Arguments parse(ArgumentText text, boolean glued) throws BadArgumentException, CommandException {
        Arguments arguments = new Arguments();
        Optional<Parameter<?>> format =
                parameters.stream().filter(Parameter::isFormat).findFirst();
        if (text.peek().startsWith("/") && (glued || format.isPresent())) {
            String word = text.word();
            Parameter<?> taken = format.orElseThrow(() -> new BadArgumentException(word + ": takes no format"));
            arguments.add(taken, taken.kind().reader().read(new ArgumentText(word.substring(1), null, null)));
        }
        boolean options = true;
        while (!text.atEnd()) {
            String word = text.peek();
            Optional<Parameter<?>> option = options ? option(word) : Optional.empty();
            if (option.isPresent()) {
                text.word();
                take(arguments, option.get(), text);
            } else if (options && word.equals(END_OF_OPTIONS)) {
                text.word();
                options = false;
            } else {
                take(arguments, positional(arguments, word), text);
            }
        }
        check(arguments);
        return arguments;
    }

    private static void take(Arguments arguments, Parameter<?> parameter, ArgumentText text)
            throws BadArgumentException, CommandException {
        if (!parameter.isFlag() && text.atEnd()) {
            throw new BadArgumentException(
                    "%s needs %s".formatted(parameter.names().getFirst(), parameter.label()));
        }
        if (parameter.arity() != Parameter.Arity.REPEATED && arguments.has(parameter) && !parameter.isFlag()) {
            throw new BadArgumentException("%s is given twice".formatted(parameter.plain()));
        }
        arguments.add(parameter, parameter.kind().reader().read(text));
    }

    private void check(Arguments arguments) throws BadArgumentException {
        for (Choice choice : choices) {
            List<Parameter<?>> given =
                    choice.parameters().stream().filter(arguments::has).toList();
            if (given.size() > 1) {
                throw new BadArgumentException("%s excludes %s"
                        .formatted(given.getFirst().plain(), given.get(1).plain()));
            }
            if (given.isEmpty() && choice.required()) {
                throw new BadArgumentException("needs "
                        + choice.parameters().stream().map(Parameter::plain).collect(Collectors.joining(" or ")));
            }
        }
        for (Requirement requirement : requirements) {
            if (arguments.has(requirement.given()) && !arguments.has(requirement.needed())) {
                throw new BadArgumentException("%s needs %s"
                        .formatted(
                                requirement.given().plain(),
                                requirement.needed().plain()));
            }
        }
        for (Parameter<?> parameter : parameters) {
            if (parameter.arity() == Parameter.Arity.REQUIRED && !arguments.has(parameter)) {
                throw new BadArgumentException("needs " + parameter.label());
            }
        }
    }

    private Optional<Parameter<?>> option(String word) {
        return parameters.stream()
                .filter(p -> !p.isFormat() && p.names().contains(word))
                .findFirst();
    }

    /** The positional arguments that may come next: those after the last that was given. */
    private List<Parameter<?>> open(Arguments arguments) {
        List<Parameter<?>> open = new ArrayList<>();
        for (Parameter<?> parameter : parameters) {
            if (parameter.positional()) {
                boolean given = arguments.has(parameter);
                if (given) {
                    open.clear();
                }
                if (!given || parameter.arity() == Parameter.Arity.REPEATED) {
                    open.add(parameter);
                }
            }
        }
        return open;
    }

    private Parameter<?> positional(Arguments arguments, String word) throws BadArgumentException {
        List<Parameter<?>> open = open(arguments);
        for (Parameter<?> parameter : open) {
            if (parameter.kind().accepts().test(word)) {
                return parameter;
            }
            if (parameter.arity() == Parameter.Arity.REQUIRED) {
                break;
            }
        }
        if (word.startsWith("-") && word.length() > 1) {
            throw new BadArgumentException(word + ": no such option");
        }
        throw new BadArgumentException(
                open.isEmpty()
                        ? word + ": too many arguments"
                        : "%s: expected %s"
                                .formatted(
                                        word,
                                        open.stream().map(Parameter::label).collect(Collectors.joining(" or "))));
    }

    /** What may come where the text ends; its last word is still being typed if no blank follows it. */
    Expected next(ArgumentText text) {
        Arguments arguments = new Arguments();
        while (text.nextIsComplete()) {
            Optional<Parameter<?>> option = option(text.peek());
            Parameter<?> parameter;
            try {
                parameter = option.isPresent() ? option.get() : positional(arguments, text.peek());
            } catch (BadArgumentException e) {
                return new Expected(List.of(), List.of(), "");
            }
            if (option.isPresent()) {
                text.word();
            }
            if (!parameter.isFlag() && (parameter.kind().wholeRest() || !text.nextIsComplete())) {
                return new Expected(List.of(), List.of(parameter.kind()), text.typed());
            }
            skip(arguments, parameter, text);
        }
        List<String> words = parameters.stream()
                .filter(p -> !p.positional() && !p.isFormat() && !arguments.has(p))
                .flatMap(p -> p.names().stream())
                .toList();
        List<Kind<?>> kinds =
                open(arguments).stream().<Kind<?>>map(Parameter::kind).collect(Collectors.toCollection(ArrayList::new));
        return new Expected(words, kinds, text.typed());
    }

    private static void skip(Arguments arguments, Parameter<?> parameter, ArgumentText text) {
        try {
            arguments.add(parameter, parameter.kind().reader().read(text));
        } catch (BadArgumentException | CommandException e) {
            arguments.add(parameter, ""); // wrong, but given
        }
    }

    /** What the arguments given, and the commands among them, make a command do. */
    static Stream<Effect> effects(Arguments arguments) {
        return Stream.concat(
                arguments.given().flatMap(p -> p.kind().effect().stream()),
                arguments.commands().stream().flatMap(c -> c.effects().stream()));
    }
}
