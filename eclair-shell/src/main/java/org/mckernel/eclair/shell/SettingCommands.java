package org.mckernel.eclair.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.OutputMode;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Shell;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.argument.ThreadArgument;
import org.mckernel.eclair.command.stack.FrameCommands;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** {@code set} and {@code show}. */
final class SettingCommands {
    private static final Parameter<String> MODE =
            Parameter.required("text|json|csv", Kind.oneOf("text", "json", "csv"));
    private static final Parameter<String> SWITCH = Parameter.required("on|off", Kind.oneOf("on", "off"));
    private static final Parameter<String> ASSIGNMENT = Parameter.required("$NAME = EXPRESSION", Kinds.EXPRESSION);
    private static final Parameter<String> VARIABLE =
            Parameter.optional("$NAME = EXPRESSION", Kinds.EXPRESSION.accepting(word -> word.startsWith("$")));
    private static final Parameter<ThreadArgument> THREAD = Parameter.optional("TID", Kinds.THREAD);
    private static final Parameter<String> IGNORED = Parameter.optional("TEXT", Kinds.TEXT);
    private static final Parameter<String> SETTING = Parameter.optional("SETTING", Kinds.TEXT);

    private SettingCommands() {}

    static List<Command> all() {
        return List.of(
                set("set output")
                        .takes(MODE)
                        .summary("how results are shown")
                        .example("set output json")
                        .runsInShell(SettingCommands::output),
                set("set print pretty")
                        .takes(SWITCH)
                        .summary("whether structures are printed with a member on each line")
                        .example("set print pretty on")
                        .runs(SettingCommands::pretty),
                set("set var", "set variable")
                        .takes(ASSIGNMENT)
                        .summary("a variable of the session")
                        .example("set var $queue = &clv[2].runq")
                        .runs((session, arguments) -> assign(session, arguments.require(ASSIGNMENT))),
                set("set")
                        .takesExactlyOneOf(THREAD, VARIABLE)
                        .summary("as in crash the selected thread; as in gdb a variable of the session")
                        .example("set 402")
                        .runs(SettingCommands::select),
                set(
                                "set pagination",
                                "set height",
                                "set width",
                                "set confirm",
                                "set verbose",
                                "set style",
                                "set scroll")
                        .takes(IGNORED)
                        .summary("accepted for scripts written for gdb; changes nothing")
                        .example("set pagination off")
                        .runs((_, _) -> Silent.RESULT),
                Command.named("show")
                        .topic(Topic.SHELL)
                        .takes(SETTING)
                        .summary("the settings, or those whose name begins so")
                        .runsInShell(SettingCommands::show));
    }

    private static Command.Builder set(String... names) {
        return Command.named(names).topic(Topic.SHELL).does(Effect.CHANGES_SESSION);
    }

    private static Result output(Shell shell, Arguments arguments) {
        shell.outputMode(OutputMode.valueOf(arguments.require(MODE).toUpperCase(Locale.ROOT)));
        return Silent.RESULT;
    }

    private static Result pretty(Session session, Arguments arguments) {
        session.prettyPrint(arguments.require(SWITCH).equals("on"));
        return Silent.RESULT;
    }

    private static Result assign(Session session, String assignment) throws CommandException {
        session.evaluation().value(assignment);
        return Silent.RESULT;
    }

    private static Result select(Session session, Arguments arguments) throws CommandException {
        Optional<ThreadArgument> thread = arguments.get(THREAD);
        if (thread.isEmpty()) {
            return assign(session, arguments.require(VARIABLE));
        }
        session.select(thread.get().in(session));
        return FrameCommands.selected(session);
    }

    private static Result show(Shell shell, Arguments arguments) throws CommandException {
        Session session = shell.session();
        String prefix = arguments.get(SETTING).orElse("");
        List<List<Cell>> rows = Stream.of(
                        List.of("output", shell.outputMode().name().toLowerCase(Locale.ROOT)),
                        List.of("print pretty", session.prettyPrint() ? "on" : "off"),
                        List.of(
                                "directory",
                                session.sources().map(Path::toString).orElse("none")))
                .filter(r -> r.getFirst().startsWith(prefix))
                .map(r -> r.stream().<Cell>map(Cell.Word::new).toList())
                .toList();
        if (rows.isEmpty()) {
            throw new CommandException("%s: no such setting; show lists them".formatted(prefix));
        }
        return new Result.Table(
                "settings", List.of(Column.word("name", ""), Column.word("value", "")), rows, List.of());
    }
}
