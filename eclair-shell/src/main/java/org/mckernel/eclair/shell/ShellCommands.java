package org.mckernel.eclair.shell;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Commands about the shell: history, aliases, files of commands, programs of this machine. */
final class ShellCommands {
    private static final Parameter<Path> FILE = Parameter.required("FILE", Kinds.INPUT_PATH);
    private static final Parameter<Definition> DEFINITION = Parameter.optional(
            "NAME = COMMAND",
            Kind.rest(Completion.DEFINITION, Definition::of)
                    .verbatim(Definition::isOne)
                    .does(Effect.DEFINES_COMMANDS));
    private static final Parameter<String> PROGRAM = Parameter.required(
            "COMMAND", Kind.rest(Completion.FILE, text -> text).verbatim(_ -> true));
    private static final Parameter<String> TEXT = Parameter.optional("TEXT", Kinds.TEXT);
    private static final Parameter<String> EXIT_CODE = Parameter.optional("EXIT_CODE", Kinds.TEXT);

    private ShellCommands() {}

    static List<Command> all() {
        return List.of(
                command("history").summary("the commands so far").runsInShell(ShellCommands::history),
                command("source")
                        .takes(FILE)
                        .summary("runs a file of commands, one on each line; # begins a comment")
                        .example("source commands.txt")
                        .runsInShell(ShellCommands::source),
                command("alias")
                        .takes(DEFINITION)
                        .summary("another name for a command or the beginning of one, | and > included; without an"
                                + " argument, the aliases")
                        .example("alias w = bt -a")
                        .runsInShell(ShellCommands::alias),
                command("shell", "!")
                        .takes(PROGRAM)
                        .summary("runs a program of this machine; also !COMMAND")
                        .example("!date")
                        .does(Effect.RUNS_PROGRAMS)
                        .runsInShell(ShellCommands::program),
                command("echo")
                        .takes(TEXT)
                        .summary("prints a text, for scripts")
                        .example("echo stacks")
                        .runs(ShellCommands::echo),
                command("quit", "q", "exit")
                        .takes(EXIT_CODE)
                        .summary("ends eclair, as Ctrl-D does; gdb's exit code is accepted and ignored")
                        .runsInShell(ShellCommands::quit));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.SHELL);
    }

    /** A name and what it means. */
    private record Definition(String name, String meaning) {
        private static final Pattern FORM = Pattern.compile("([^\\s=|>]+)\\s*=\\s*(\\S.*)");

        static boolean isOne(String text) {
            return FORM.matcher(text).matches();
        }

        static Definition of(String text) throws BadArgumentException {
            Matcher form = FORM.matcher(text);
            if (!form.matches()) {
                throw new BadArgumentException("%s: expected NAME = COMMAND".formatted(text));
            }
            return new Definition(form.group(1), form.group(2));
        }
    }

    private static Result history(Shell shell, Arguments arguments) {
        List<List<Cell>> rows = new ArrayList<>();
        for (String line : shell.history()) {
            rows.add(List.of(new Cell.Count(rows.size() + 1L), new Cell.Word(line)));
        }
        return new Result.Table(
                "history", List.of(Column.number("number", ""), Column.word("line", "")), rows, List.of());
    }

    private static Result source(Shell shell, Arguments arguments) throws CommandException, IOException {
        Path file = arguments.require(FILE);
        JsonObject data = new JsonObject();
        data.addProperty("file", file.toString());
        data.addProperty("count", shell.runFile(file));
        return new Result.Text(List.of(), data, false);
    }

    private static Result alias(Shell shell, Arguments arguments) {
        if (arguments.has(DEFINITION)) {
            Definition definition = arguments.require(DEFINITION);
            shell.aliases().put(definition.name(), definition.meaning());
            return Silent.RESULT;
        }
        List<List<Cell>> rows = shell.aliases().all().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> List.<Cell>of(new Cell.Word(e.getKey()), new Cell.Word(e.getValue())))
                .toList();
        return new Result.Table(
                "aliases", List.of(Column.word("name", "Alias"), Column.word("meaning", "Command")), rows, List.of());
    }

    private static Result program(Shell shell, Arguments arguments) throws CommandException, IOException {
        String command = arguments.require(PROGRAM);
        int exitCode = shell.runProgram(command);
        if (exitCode != 0) {
            throw new CommandException("%s: exit code %d".formatted(command, exitCode));
        }
        return Silent.RESULT;
    }

    private static Result echo(Session session, Arguments arguments) {
        String text = arguments.get(TEXT).orElse("");
        JsonObject data = new JsonObject();
        data.addProperty("text", text);
        return new Result.Text(List.of(text), data, false);
    }

    private static Result quit(Shell shell, Arguments arguments) {
        shell.quit();
        return Silent.RESULT;
    }
}
