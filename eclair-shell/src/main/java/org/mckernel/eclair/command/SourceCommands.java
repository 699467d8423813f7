package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mckernel.dump.dwarf.SourceLine;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.unwind.StackView;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Lines of source, where a folder with the sources was named. A dump holds no sources. */
final class SourceCommands {
    private static final Pattern PLACE = Pattern.compile("([\\w.+-]+\\.\\w+):(\\d{1,7})");
    private static final int CONTEXT = 10;
    private static final int DEEPEST = 12;
    private static final long MOST_FILES = 200_000;
    private static final long LARGEST_SOURCE = 16 << 20;

    private SourceCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(List.of("list", "l"), "[FUNCTION|ADDRESS|FILE:LINE]",
                        "lines of source around a place, or the selected frame; directory tells where the sources are",
                        "list schedule", SourceCommands::list),
                new Command(List.of("directory"), "[FOLDER]", "where the kernel's sources are, for list",
                        "directory test-dumps/practice-kernel", SourceCommands::directory),
                new Command(List.of("info source"), "", "the source line of the selected frame", "info source",
                        SourceCommands::infoSource));
    }

    private static Result list(Session session, Arguments arguments) throws CommandException {
        if (arguments.text().matches(".*\\w\\.\\w+\\s+\\S.*")) {
            return WalkCommands.list(session, arguments); // crash's list walks linked structures
        }
        Matcher place = PLACE.matcher(arguments.text());
        SourceLine line = place.matches()
                ? new SourceLine(place.group(1), Integer.parseInt(place.group(2)))
                : arguments.isEmpty() ? selected(session) : at(session, Addresses.of(session, arguments.text()));
        return shown(session, line);
    }

    private static SourceLine at(Session session, long address) throws CommandException {
        return session.stacks().lines().line(address).orElseThrow(() -> new CommandException(
                "No line number information for 0x%x.".formatted(address)));
    }

    private static SourceLine selected(Session session) throws CommandException {
        StackView view = session.stacks().of(session.thread());
        if (view.frames().isEmpty()) {
            throw new CommandException("the thread has no frames: " + view.stack().note());
        }
        Optional<String> source = view.frames().get(Math.min(session.frame(), view.frames().size() - 1)).source();
        Matcher place = PLACE.matcher(source.orElse(""));
        if (!place.matches()) {
            throw new CommandException("No line number information for the selected frame.");
        }
        return new SourceLine(place.group(1), Integer.parseInt(place.group(2)));
    }

    private static Result shown(Session session, SourceLine place) throws CommandException {
        JsonObject data = new JsonObject();
        data.addProperty("source", place.toString());
        Optional<Path> file = find(session, place.file());
        if (file.isEmpty()) {
            String why = session.sources().isEmpty()
                    ? "a dump holds no sources; directory FOLDER tells where they are"
                    : "no such file below " + session.sources().get();
            return new Result.Text(List.of("%d\tin %s (%s)".formatted(place.line(), place.file(), why)), data, false);
        }
        List<String> lines = new ArrayList<>();
        JsonArray texts = new JsonArray();
        int first = Math.max(1, place.line() - CONTEXT / 2);
        try (Stream<String> all = Files.lines(file.get(), StandardCharsets.ISO_8859_1)) {
            int number = first;
            for (String text : all.skip(first - 1L).limit(CONTEXT).toList()) {
                lines.add("%s%d\t%s".formatted(number == place.line() ? ">" : " ", number++, printable(text)));
                texts.add(text);
            }
        } catch (IOException e) {
            throw new CommandException("%s: cannot be read: %s".formatted(file.get(), e.getMessage()));
        }
        if (lines.isEmpty()) {
            throw new CommandException("%s has no line %d; is it the file that the kernel was built from?".formatted(
                    file.get(), first));
        }
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
        try (Stream<Path> files = Files.walk(session.sources().get(), DEEPEST)) {
            return files.limit(MOST_FILES).filter(f -> f.getFileName() != null && f.getFileName().toString().equals(
                    name) && Files.isRegularFile(f) && f.toFile().length() < LARGEST_SOURCE).findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new CommandException("%s: cannot be searched: %s".formatted(session.sources().get(), e
                    .getMessage()));
        }
    }

    private static Result directory(Session session, Arguments arguments) throws CommandException {
        if (!arguments.isEmpty()) {
            Path folder = Path.of(arguments.text());
            if (!Files.isDirectory(folder)) {
                throw new CommandException("%s: is no folder".formatted(folder));
            }
            session.sourcesIn(folder);
        }
        JsonObject data = new JsonObject();
        session.sources().ifPresent(s -> data.addProperty("file", s.toString()));
        return new Result.Text(List.of("sources are looked for in " + session.sources().map(Path::toString).orElse(
                "no folder")), data, false);
    }

    private static Result infoSource(Session session, Arguments arguments) throws CommandException {
        arguments.none();
        SourceLine line = selected(session);
        JsonObject data = new JsonObject();
        data.addProperty("source", line.toString());
        return new Result.Text(List.of("Current source line is " + line), data, false);
    }
}
