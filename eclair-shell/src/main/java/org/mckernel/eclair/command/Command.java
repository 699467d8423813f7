package org.mckernel.eclair.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * One command: all that help, completion, doctor, the manual page and whoever runs it need to know. {@link #named}
 * begins one.
 *
 * @param names the name, then its other spellings; a name may be up to three words
 * @param topic what it is about
 * @param syntax the arguments it takes
 * @param summary what it answers, a sentence without a full stop
 * @param example a line that shows its use
 * @param needs without these it is refused
 * @param limitedWithout without these it answers less
 * @param effects what it does besides answering, whatever its arguments
 * @param body does it
 */
public record Command(
        List<String> names,
        Topic topic,
        Syntax syntax,
        String summary,
        String example,
        Set<Need> needs,
        Set<Need> limitedWithout,
        Set<Effect> effects,
        ShellBody body) {
    /** What a command answers from a dump. */
    @FunctionalInterface
    public interface Body {
        /**
         * Answers.
         *
         * @throws CommandException when it cannot
         */
        Result run(Session session, Arguments arguments) throws CommandException;
    }

    /** The same of a command that works on the shell, or runs other commands. */
    @FunctionalInterface
    public interface ShellBody {
        /**
         * Answers.
         *
         * @throws CommandException when it cannot
         * @throws IOException when a file or program cannot be used
         */
        Result run(Shell shell, Arguments arguments) throws CommandException, IOException;
    }

    public Command {
        names = List.copyOf(names);
        needs = Set.copyOf(needs);
        limitedWithout = Set.copyOf(limitedWithout);
        effects = Set.copyOf(effects);
    }

    /** Begins a command with its name and other spellings of it. */
    public static Builder named(String... names) {
        return new Builder(names);
    }

    /** The name. */
    public String name() {
        return names.getFirst();
    }

    /** Other spellings of the name. */
    public List<String> aliases() {
        return names.subList(1, names.size());
    }

    /** How it is written: name and arguments. */
    public String usage() {
        String arguments = syntax.usage();
        boolean format = arguments.startsWith("[/");
        return arguments.isEmpty() ? name() : name() + (format ? "" : " ") + arguments;
    }

    /** Gathers what makes a command. */
    public static final class Builder {
        private final List<String> names;
        private final List<Parameter<?>> parameters = new ArrayList<>();
        private final List<Syntax.Choice> choices = new ArrayList<>();
        private final List<Syntax.Requirement> requirements = new ArrayList<>();
        private final Set<Need> needs = EnumSet.noneOf(Need.class);
        private final Set<Need> limits = EnumSet.noneOf(Need.class);
        private final Set<Effect> effects = EnumSet.noneOf(Effect.class);
        private Topic topic = Topic.OVERVIEW;
        private String summary = "";
        private String example;

        private Builder(String... names) {
            this.names = List.of(names);
            this.example = names[0];
        }

        /** What it is about; the overview if nothing else is said. */
        public Builder topic(Topic about) {
            topic = about;
            return this;
        }

        /** Arguments, in the order of the usage; positional ones in that of the line. */
        public Builder takes(Parameter<?>... taken) {
            parameters.addAll(List.of(taken));
            return this;
        }

        /** Arguments of which at most one may be given. */
        public Builder takesOneOf(Parameter<?>... taken) {
            choices.add(new Syntax.Choice(false, true, List.of(taken)));
            return takes(taken);
        }

        /** Arguments of which exactly one must be given. */
        public Builder takesExactlyOneOf(Parameter<?>... taken) {
            choices.add(new Syntax.Choice(true, true, List.of(taken)));
            return takes(taken);
        }

        /** Of these arguments at most one may be given. */
        public Builder excludes(Parameter<?>... excluded) {
            choices.add(new Syntax.Choice(false, false, List.of(excluded)));
            return this;
        }

        /** An argument that makes no sense without another. */
        public Builder requires(Parameter<?> given, Parameter<?> needed) {
            requirements.add(new Syntax.Requirement(given, needed));
            return this;
        }

        /** What it answers, a sentence without a full stop. */
        public Builder summary(String text) {
            summary = text;
            return this;
        }

        /** A line that shows its use; the name alone if nothing else is said. */
        public Builder example(String line) {
            example = line;
            return this;
        }

        /** Without these it is refused. */
        public Builder needs(Need... needed) {
            needs.addAll(List.of(needed));
            return this;
        }

        /** Without these it answers less. */
        public Builder limitedWithout(Need... wanted) {
            limits.addAll(List.of(wanted));
            return this;
        }

        /** What it does besides answering, whatever its arguments. */
        public Builder does(Effect... done) {
            effects.addAll(List.of(done));
            return this;
        }

        /** The command, which answers from a dump. */
        public Command runs(Body body) {
            return runsInShell((shell, arguments) -> body.run(shell.session(), arguments));
        }

        /** The command, which works on the shell, or runs other commands. */
        public Command runsInShell(ShellBody body) {
            return new Command(
                    names,
                    topic,
                    new Syntax(parameters, choices, requirements),
                    summary,
                    example,
                    needs,
                    limits,
                    effects,
                    body);
        }
    }
}
