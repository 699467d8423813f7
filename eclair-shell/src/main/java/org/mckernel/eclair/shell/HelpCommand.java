package org.mckernel.eclair.shell;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Registry;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.session.CommandException;

/** {@code help}: all commands, or all that the registry knows of one. */
final class HelpCommand {
    private static final int INDENT = 4;
    private static final Parameter<String> NAME =
            Parameter.optional("COMMAND", Kind.rest(Completion.COMMAND_NAME, text -> text));

    private HelpCommand() {}

    static List<Command> all() {
        return List.of(Command.named("help", "h", "?")
                .topic(Topic.SHELL)
                .takes(NAME)
                .summary("all commands, or full help of one; unique prefixes of names are accepted; CMD | program,"
                        + " CMD > file.txt and CMD >> file.txt send a result elsewhere")
                .example("help bt")
                .runsInShell(HelpCommand::help));
    }

    private static Result help(Shell shell, Arguments arguments) throws CommandException {
        Registry registry = shell.registry();
        Optional<String> name = arguments.get(NAME);
        if (name.isEmpty()) {
            return list(registry.all());
        }
        Optional<Command> found = registry.find(name.get());
        List<Command> below = registry.below(found.map(Command::name).orElse(name.get()));
        if (found.isPresent()) {
            return one(found.get(), below);
        }
        if (below.isEmpty()) {
            throw new CommandException(registry.unknown(name.get()));
        }
        return list(below);
    }

    private static Result list(List<Command> commands) {
        return new Result.Table(
                "commands",
                List.of(Column.word("name", ""), Column.word("summary", "")),
                commands.stream()
                        .map(c -> List.<Cell>of(new Cell.Word(c.name()), new Cell.Word(c.summary())))
                        .toList(),
                List.of());
    }

    private static Result one(Command command, List<Command> below) {
        List<String> lines = new ArrayList<>(LineWrapper.line(command.usage(), INDENT));
        JsonObject data = new JsonObject();
        data.addProperty("name", command.name());
        data.addProperty("usage", command.usage());
        data.addProperty("summary", command.summary());
        lines.addAll(LineWrapper.line(" ".repeat(INDENT) + command.summary(), INDENT));
        list("also", command.aliases(), "aliases", lines, data);
        list("needs", texts(command.needs()), "needs", lines, data);
        list("limited without", texts(command.limitedWithout()), "limitedWithout", lines, data);
        list("does", effects(command), "does", lines, data);
        list("see", below.stream().map(Command::name).toList(), "see", lines, data);
        lines.add(" ".repeat(INDENT) + "example: " + command.example());
        data.addProperty("example", command.example());
        return new Result.Text(lines, data, false);
    }

    private static void list(String title, List<String> words, String field, List<String> lines, JsonObject data) {
        if (!words.isEmpty()) {
            String text = " ".repeat(INDENT) + title + ": " + String.join(", ", words);
            lines.addAll(LineWrapper.line(text, 2 * INDENT));
            data.add(field, JsonRenderer.words(words));
        }
    }

    private static List<String> texts(Collection<Need> needs) {
        return needs.stream().sorted().map(Need::text).toList();
    }

    /** What it does, with any arguments or with some. */
    private static List<String> effects(Command command) {
        List<String> all =
                command.effects().stream().sorted().map(Effect::text).collect(Collectors.toCollection(ArrayList::new));
        for (Parameter<?> parameter : command.syntax().parameters()) {
            parameter
                    .kind()
                    .effect()
                    .map(e -> "%s (%s)".formatted(e.text(), parameter.label()))
                    .ifPresent(all::add);
        }
        return all;
    }
}
