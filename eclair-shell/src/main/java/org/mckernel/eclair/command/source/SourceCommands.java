package org.mckernel.eclair.command.source;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mckernel.dump.dwarf.line.SourceLine;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Effect;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.CodeLocation;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.value.WalkCommands;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Lines of source, where a directory with the sources was named. A dump has no sources. */
public final class SourceCommands {
    private static final Pattern PLACE = Pattern.compile("([\\w.+-]+\\.\\w+):(\\d{1,7})");
    private static final int CONTEXT = 10;
    private static final int MOST_LINES = 2000;
    private static final Map<String, Set<String>> DIRECTORIES =
            Map.of("x86_64", Set.of("x86_64", "x86"), "aarch64", Set.of("arm64", "aarch64"));
    private static final int DEEPEST = 12;
    private static final long MOST_FILES = 200_000;
    private static final long LARGEST_SOURCE = 16 << 20;

    private static final Parameter<ListArgument> LINES = Parameter.optional(
            "FUNCTION|FILE:LINE|LINE|*ADDRESS[,LAST] | - | STRUCT.MEMBER HEAD",
            Kind.rest(Completion.EXPRESSION, ListArgument::of));
    private static final Parameter<Path> DIRECTORY = Parameter.optional("DIRECTORY", Kinds.INPUT_PATH);

    private SourceCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("list", "l")
                        .takes(LINES)
                        .summary(
                                "lines of source around a place, or the selected frame, or a range; continues without a"
                                        + " place, - before; directory sets where the sources are; with STRUCT.MEMBER"
                                        + " HEAD as list_head")
                        .example("list schedule")
                        .needs(Need.IMAGE)
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(SourceCommands::list),
                command("directory")
                        .takes(DIRECTORY)
                        .summary("where the kernel's sources are, for list")
                        .example("directory .")
                        .does(Effect.CHANGES_SESSION)
                        .runs(SourceCommands::directory),
                command("info source")
                        .summary("the source line of the selected frame")
                        .needs(Need.IMAGE)
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(SourceCommands::infoSource));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.SOURCES);
    }

    private static Result list(Session session, Arguments arguments) throws CommandException {
        Optional<ListArgument> argument = arguments.get(LINES);
        if (argument.isEmpty()) {
            Optional<Session.Listed> before = session.listed();
            return before.isEmpty()
                    ? around(session, selected(session))
                    : shown(session, new Lines(before.get().file(), before.get().last() + 1, 0));
        }
        return switch (argument.get()) {
            case ListArgument.Linked linked -> WalkCommands.list(session, linked.link(), linked.head());
            case ListArgument.Before _ -> {
                Optional<Session.Listed> before = session.listed();
                yield before.isEmpty() ? around(session, selected(session)) : shown(session, before(before.get()));
            }
            case ListArgument.Around around -> around(session, place(session, around.place()));
            case ListArgument.Range range -> range(session, range);
        };
    }

    private static Result range(Session session, ListArgument.Range range) throws CommandException {
        SourceLine first = place(session, range.first());
        SourceLine to = range.last().isEmpty()
                ? new SourceLine(first.file(), first.line() + CONTEXT - 1)
                : range.last().get().number().isPresent()
                        ? new SourceLine(
                                first.file(), range.last().get().number().getAsInt())
                        : place(session, range.last().get());
        if (!to.file().equals(first.file())) {
            throw new CommandException("%s: begins and ends in different files".formatted(range.text()));
        }
        int last = to.line();
        if (last < first.line()) {
            throw new CommandException("%s: ends before it begins".formatted(range.text()));
        }
        return shown(session, new Lines(first.file(), first.line(), Math.min(last, first.line() + MOST_LINES - 1), 0));
    }

    /** Lines that are to be shown; {@code marked} is the one asked for, 0 for none. */
    private record Lines(String file, int first, int last, int marked) {
        Lines(String file, int first, int marked) {
            this(file, first, first + CONTEXT - 1, marked);
        }
    }

    private static Lines before(Session.Listed shown) throws CommandException {
        if (shown.first() == 1) {
            throw new CommandException("Already at the start of %s.".formatted(shown.file()));
        }
        return new Lines(shown.file(), Math.max(1, shown.first() - CONTEXT), shown.first() - 1, 0);
    }

    private static SourceLine place(Session session, ListArgument.Place place) throws CommandException {
        if (place.number().isPresent()) { // as in gdb of the file that was looked at last
            Optional<Session.Listed> before = session.listed();
            return new SourceLine(
                    before.isPresent() ? before.get().file() : selected(session).file(),
                    place.number().getAsInt());
        }
        CodeLocation location = place.location().get();
        return location.line().isPresent() ? location.line().get() : at(session, location.addressIn(session));
    }

    private static Result around(Session session, SourceLine line) throws CommandException {
        return shown(session, new Lines(line.file(), Math.max(1, line.line() - CONTEXT / 2), line.line()));
    }

    private static SourceLine at(Session session, long address) throws CommandException {
        return session.stacks()
                .lines()
                .line(address)
                .orElseThrow(() -> new CommandException("No line number information for 0x%x.".formatted(address)));
    }

    private static SourceLine selected(Session session) throws CommandException {
        StackView view = session.stacks().of(session.thread());
        if (view.frames().isEmpty()) {
            throw new CommandException(
                    "the thread has no frames: " + view.stack().note());
        }
        Optional<String> source = view.frames()
                .get(Math.min(session.frame(), view.frames().size() - 1))
                .source();
        Matcher place = PLACE.matcher(source.orElse(""));
        if (!place.matches()) {
            throw new CommandException("No line number information for the selected frame.");
        }
        return new SourceLine(place.group(1), Integer.parseInt(place.group(2)));
    }

    private static Result shown(Session session, Lines wanted) throws CommandException {
        JsonObject data = new JsonObject();
        int place = wanted.marked() == 0 ? wanted.first() : wanted.marked();
        data.addProperty("source", new SourceLine(wanted.file(), place).toString());
        Optional<Path> file = find(session, wanted.file());
        if (file.isEmpty()) {
            String why = session.sources().isEmpty()
                    ? "a dump has no sources; directory DIRECTORY sets where they are"
                    : "no such file below " + session.sources().get();
            return new Result.Text(List.of("%d\tin %s (%s)".formatted(place, wanted.file(), why)), data, false);
        }
        List<String> lines = new ArrayList<>();
        JsonArray texts = new JsonArray();
        try (Stream<String> all = Files.lines(file.get(), StandardCharsets.ISO_8859_1)) {
            int number = wanted.first();
            for (String text :
                    all.skip(number - 1L).limit(wanted.last() - number + 1L).toList()) {
                lines.add("%s%d\t%s".formatted(number == wanted.marked() ? ">" : " ", number++, printable(text)));
                texts.add(text);
            }
        } catch (IOException e) {
            throw new CommandException("%s: cannot be read: %s".formatted(file.get(), e.getMessage()));
        }
        if (lines.isEmpty()) {
            throw new CommandException("%s has no line %d; it is shorter, or is not the file that was compiled"
                    .formatted(file.get(), wanted.first()));
        }
        session.list(wanted.file(), wanted.first(), wanted.first() + lines.size() - 1);
        data.addProperty("file", file.get().toString());
        data.add("lines", texts);
        return new Result.Text(lines, data, false);
    }

    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]", "?");
    }

    private static Optional<Path> find(Session session, String name) throws CommandException {
        if (session.sources().isEmpty()) {
            return Optional.empty();
        }
        String architecture = session.kernel().data().architecture().name();
        try (Stream<Path> files = Files.walk(session.sources().get(), DEEPEST)) {
            return files.limit(MOST_FILES)
                    .filter(f -> f.getFileName() != null
                            && f.getFileName().toString().equals(name)
                            && Files.isRegularFile(f)
                            && f.toFile().length() < LARGEST_SOURCE)
                    .min(Comparator.comparing(
                            f -> isOfOther(session.sources().get().relativize(f), architecture)));
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandException(
                    "%s: cannot be searched: %s".formatted(session.sources().get(), e.getMessage()));
        }
    }

    /** Kernels have files of the same name for each processor, each in a directory of the processor's name. */
    private static boolean isOfOther(Path file, String architecture) {
        Set<String> own = DIRECTORIES.getOrDefault(architecture, Set.of());
        for (Path part : file) {
            String directory = part.toString();
            if (!own.contains(directory) && DIRECTORIES.values().stream().anyMatch(f -> f.contains(directory))) {
                return true;
            }
        }
        return false;
    }

    private static Result directory(Session session, Arguments arguments) throws CommandException {
        Optional<Path> directory = arguments.get(DIRECTORY);
        if (directory.isPresent()) {
            if (!Files.isDirectory(directory.get())) {
                throw new CommandException("%s: not a directory".formatted(directory.get()));
            }
            session.sourcesIn(directory.get());
        }
        JsonObject data = new JsonObject();
        session.sources().ifPresent(s -> data.addProperty("file", s.toString()));
        return new Result.Text(
                List.of("sources are searched in "
                        + session.sources().map(Path::toString).orElse("no directory")),
                data,
                false);
    }

    private static Result infoSource(Session session, Arguments arguments) throws CommandException {
        SourceLine line = selected(session);
        JsonObject data = new JsonObject();
        data.addProperty("source", line.toString());
        return new Result.Text(List.of("Current source line is " + line), data, false);
    }
}
