package org.mckernel.lifecycle.distribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.result.Version;
import org.mckernel.eclair.Eclair;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.shell.Commands;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of one command, out of what its {@code --help} says and what {@link CommandEnvironment} adds. */
final class CommandPage {
    private static final Pattern OPTION =
            Pattern.compile("(?<![\\w\\\\-])(\\\\-[A-Za-z]+|(?:\\\\-){2}[a-z]+(?:\\\\-[a-z]+)*)");
    private static final Pattern LABEL = Pattern.compile("(?<==)[^\\]\\s|]+(?:\\|[^\\]\\s|]+)*|\\b[A-Z][A-Z_]+\\b");
    private static final Pattern EXIT_CODE = Pattern.compile("(\\d+(?: to \\d+)?) (.+)");
    private static final String EXIT_CODES = "Exit codes:";

    private static final int UNFOLDED = 10_000;

    private final CommandLine line;
    private final CommandSpec spec;
    private final String name;
    private final Roff roff;
    private final List<List<String>> blocks;

    /**
     * @param line the command, with those above it
     * @param date the page's date, as {@code 2026-11-23}
     */
    CommandPage(CommandLine line, String date) {
        this.line = line;
        this.spec = line.getCommandSpec();
        this.name = name(line);
        this.roff = new Roff(name, date, Version.of("mck"));
        this.blocks = blocks(spec.usageMessage().footer());
    }

    /** The page's name: {@code mck-boot} for {@code mck boot}. */
    static String name(CommandLine line) {
        return line.getCommandSpec().qualifiedName("-");
    }

    /** The page. */
    String text() {
        List<String> description = paragraphs(spec.usageMessage().description());
        roff.section("NAME");
        roff.line(Roff.escaped(name) + " \\- " + Roff.escaped(summary(description.getFirst())));
        roff.section("SYNOPSIS");
        roff.line(synopsis());
        roff.section("DESCRIPTION");
        description.forEach(roff::paragraph);
        options();
        subcommands();
        if (spec.userObject() instanceof Eclair) {
            commandsOfTheShell();
        }
        notes();
        blocks.stream().filter(CommandPage::isExitCodes).forEach(this::exitStatus);
        blocks.stream().filter(CommandPage::isExamples).forEach(b -> {
            roff.section("EXAMPLES");
            roff.verbatim(b.subList(1, b.size()).stream().map(String::strip).toList());
        });
        CommandEnvironment surroundings = CommandEnvironment.of(name);
        items("FILES", surroundings.files());
        items("ENVIRONMENT", surroundings.environment());
        roff.section("SEE ALSO");
        roff.line(String.join(
                ", ",
                surroundings.seeAlso().stream().map(p -> Roff.bold(p) + "(1)").toList()));
        return roff.toString();
    }

    /** The first sentence, without its end: what apropos(1) shows. */
    private static String summary(String description) {
        Matcher end = Pattern.compile("[.:;](\\s|$)").matcher(description);
        String sentence = end.find() ? description.substring(0, end.start()) : description;
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    /** Picocli's synopsis: options bold, what is to be filled in italic. */
    private String synopsis() {
        line.setUsageHelpWidth(UNFOLDED);
        String plain = line.getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
        String command = spec.qualifiedName(" ");
        String rest = plain.startsWith(command) ? plain.substring(command.length()) : " " + plain;
        String labels = LABEL.matcher(Roff.escaped(rest))
                .replaceAll(m -> Matcher.quoteReplacement("\\fI" + m.group() + "\\fR"));
        return Roff.bold(command)
                + OPTION.matcher(labels).replaceAll(m -> Matcher.quoteReplacement("\\fB" + m.group() + "\\fR"));
    }

    private void notes() {
        List<List<String>> notes =
                blocks.stream().filter(b -> !isExamples(b) && !isExitCodes(b)).toList();
        if (!notes.isEmpty()) {
            roff.section("NOTES");
            notes.forEach(this::remark);
        }
    }

    /** A block of the footer that is neither examples nor exit codes: indented lines in it are a table. */
    private void remark(List<String> block) {
        List<String> table = block.stream().filter(l -> l.startsWith(" ")).toList();
        List<String> words = block.stream().filter(l -> !l.startsWith(" ")).toList();
        if (!words.isEmpty()) {
            roff.paragraph(String.join(" ", words));
        }
        if (!table.isEmpty()) {
            roff.verbatim(table);
        }
    }

    private void options() {
        roff.section("OPTIONS");
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                roff.item(
                        Roff.italic(parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "")),
                        description(parameter));
            }
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                roff.item(tag(option), description(option));
            }
        }
    }

    private static String tag(OptionSpec option) {
        List<String> names = Arrays.stream(option.names()).map(Roff::bold).toList();
        if (option.arity().max() == 0) {
            return String.join(", ", names);
        }
        String before = option.longestName().startsWith("--") ? "=" : " ";
        String label = option.paramLabel().replaceFirst("^=", "");
        return String.join(", ", names) + before + Roff.italic(label);
    }

    private static String description(ArgSpec argument) {
        return String.join(" ", paragraphs(argument.description()));
    }

    private void subcommands() {
        if (line.getSubcommands().isEmpty()) {
            return;
        }
        roff.section("COMMANDS");
        line.getSubcommands().forEach((word, command) -> {
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            List<String> description = paragraphs(usage.header().length > 0 ? usage.header() : usage.description());
            String page = CommandEnvironment.pageOf(name(command));
            roff.item(Roff.bold(word), description.getFirst());
            if (!word.equals("help")) {
                roff.more("See " + Roff.bold(page) + "(1).");
            }
        });
    }

    private void commandsOfTheShell() {
        roff.section("COMMANDS");
        roff.paragraph("Unique prefixes of names are accepted. CMD | program sends the result of a command to a "
                + "program, CMD > FILE to a file.");
        List<Command> commands = Commands.registry().all();
        commands.stream().filter(c -> c.topic() != Topic.SHELL).forEach(this::command);
        roff.subsection("Of the shell");
        commands.stream().filter(c -> c.topic() == Topic.SHELL).forEach(this::command);
    }

    private void command(Command command) {
        String arguments = command.syntax().usage();
        roff.item((Roff.bold(command.name()) + " " + Roff.italic(arguments)).strip(), sentence(command.summary()));
        if (!command.aliases().isEmpty()) {
            roff.more("Also: "
                    + String.join(
                            ", ", command.aliases().stream().map(Roff::bold).toList()) + ".");
        }
        if (!command.needs().isEmpty()) {
            roff.more("Needs: "
                    + String.join(
                            ", ",
                            command.needs().stream().sorted().map(Need::text).toList()) + ".");
        }
        roff.more("Example: " + Roff.bold(command.example()));
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + (words.endsWith(".") ? "" : ".");
    }

    private void exitStatus(List<String> block) {
        roff.section("EXIT STATUS");
        String codes =
                String.join(" ", block).substring(EXIT_CODES.length()).strip().replaceFirst("\\.$", "");
        for (String code : codes.split("; *", -1)) {
            Matcher parts = EXIT_CODE.matcher(code);
            if (parts.matches()) {
                roff.item(Roff.bold(parts.group(1)), sentence(parts.group(2)));
            } else {
                roff.paragraph(sentence(code));
            }
        }
    }

    private void items(String section, List<CommandEnvironment.Item> items) {
        if (!items.isEmpty()) {
            roff.section(section);
            items.forEach(i -> roff.item(Roff.italic(i.name()), i.meaning()));
        }
    }

    private static boolean isExamples(List<String> block) {
        return block.getFirst().startsWith("Example");
    }

    private static boolean isExitCodes(List<String> block) {
        return block.getFirst().startsWith(EXIT_CODES);
    }

    /** Texts of picocli as users see them: format directives and markup resolved, one line each. */
    private static List<String> lines(String... texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            lines.addAll(Ansi.OFF.string(String.format(text)).lines().toList());
            if (text.isEmpty()) {
                lines.add("");
            }
        }
        return lines;
    }

    private static List<String> paragraphs(String... texts) {
        return lines(texts).stream()
                .map(String::strip)
                .filter(l -> !l.isEmpty())
                .toList();
    }

    /** Runs of lines between empty ones. */
    private static List<List<String>> blocks(String... texts) {
        List<List<String>> blocks = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String text : lines(texts)) {
            if (!text.isBlank()) {
                block.add(text);
            } else if (!block.isEmpty()) {
                blocks.add(block);
                block = new ArrayList<>();
            }
        }
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }
}
