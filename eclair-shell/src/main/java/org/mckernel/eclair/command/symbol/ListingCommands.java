package org.mckernel.eclair.command.symbol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.index.DieNameIndex.Kind;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.symbol.SymbolTable;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.type.TypeCatalog.Definition;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.InterruptibleText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** What the kernel defines, by source file, as gdb lists it. */
public final class ListingCommands {
    private static final int MOST_SHOWN = 1000;
    /** More than this are not even counted one by one. */
    private static final int MOST_KEPT = 200_000;

    private static final Comparator<Definition> ORDER = Comparator.comparing(Definition::file)
            .thenComparing(d -> !d.external())
            .thenComparing(Definition::name)
            .thenComparingLong(Definition::line)
            .thenComparing(Definition::text);

    private static final Parameter<Pattern> REGEX = Parameter.optional("REGEX", Kinds.REGEX);

    private ListingCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                listing("functions")
                        .summary("functions of that name, by source file")
                        .example("info functions ^sys_")
                        .runs((session, arguments) -> list(session, arguments, "functions", List.of(Kind.FUNCTION))),
                listing("variables")
                        .summary("variables outside of functions, by source file")
                        .example("info variables lock")
                        .runs((session, arguments) -> list(session, arguments, "variables", List.of(Kind.VARIABLE))),
                listing("types")
                        .summary("structures, unions, enumerations and typedefs, by source file")
                        .example("info types lock")
                        .runs((session, arguments) -> list(session, arguments, "types", List.of(Kind.TAG, Kind.TYPE))),
                ScopeCommand.command());
    }

    private static Command.Builder listing(String what) {
        return Command.named("info " + what)
                .topic(Topic.SYMBOLS)
                .takes(REGEX)
                .needs(Need.IMAGE)
                .limitedWithout(Need.DEBUG_INFORMATION);
    }

    /** What was found, and what of it could not be. */
    private record Found(TreeSet<Definition> definitions, List<Symbol> symbols, List<String> notes, boolean more) {}

    private static Result list(Session session, Arguments arguments, String what, List<Kind> kinds)
            throws CommandException {
        Optional<Pattern> regex = arguments.get(REGEX);
        Predicate<String> wanted = regex.map(InterruptibleText::finds).orElse(_ -> true);
        Found found = find(session, kinds, wanted);
        List<String> lines = new ArrayList<>();
        lines.add(
                regex.isEmpty()
                        ? "All defined %s:".formatted(what)
                        : "All %s matching regular expression \"%s\":".formatted(what, regex.get()));
        JsonArray array = new JsonArray();
        String file = null;
        for (Definition one : found.definitions()) {
            if (array.size() == MOST_SHOWN) {
                break;
            }
            if (!one.file().equals(file)) {
                file = one.file();
                lines.add("");
                lines.add("File %s:".formatted(file));
            }
            lines.add((one.line() == 0 ? "" : one.line() + ":") + "\t" + one.text());
            array.add(json(one));
        }
        symbols(found, array, lines);
        int left = found.definitions().size() + found.symbols().size() - array.size();
        JsonObject data = new JsonObject();
        data.add(what, array);
        if (left > 0) {
            data.addProperty("left", left);
            lines.add("");
            lines.add("%s%s more; a regular expression narrows it down"
                    .formatted(found.more() ? "at least " : "", ByteCount.grouped(left)));
        }
        if (!found.notes().isEmpty()) {
            data.add("notes", JsonRenderer.words(found.notes()));
            found.notes().forEach(note -> lines.addAll(LineWrapper.line(note, 4)));
        }
        return new Result.Text(lines, data, !found.notes().isEmpty());
    }

    private static void symbols(Found found, JsonArray array, List<String> lines) {
        boolean head = false;
        for (Symbol symbol : found.symbols()) {
            if (array.size() == MOST_SHOWN) {
                return;
            }
            if (!head) {
                head = true;
                lines.add("");
                lines.add("Non-debugging symbols:");
            }
            lines.add("0x%016x  %s".formatted(symbol.value(), symbol.name()));
            JsonObject one = new JsonObject();
            one.addProperty("name", symbol.name());
            one.addProperty("address", JsonRenderer.address(symbol.value()));
            array.add(one);
        }
    }

    private static JsonObject json(Definition one) {
        JsonObject object = new JsonObject();
        object.addProperty("name", one.name());
        object.addProperty("file", one.file());
        if (one.line() != 0) {
            object.addProperty("line", one.line());
        }
        object.addProperty("declaration", one.text());
        return object;
    }

    private static Found find(Session session, List<Kind> kinds, Predicate<String> wanted) throws CommandException {
        TreeSet<Definition> definitions = new TreeSet<>(ORDER);
        List<String> notes = new ArrayList<>();
        boolean[] more = {false};
        Optional<TypeCatalog> catalog = session.evaluation().catalog();
        if (catalog.isEmpty()) {
            notes.add("the image has no debug information: no source files, no types");
        }
        for (Kind kind : catalog.isPresent() ? kinds : List.<Kind>of()) {
            catalog.get()
                    .definitions(kind, wanted, one -> {
                        more[0] |= definitions.size() == MOST_KEPT;
                        if (!more[0]) {
                            definitions.add(one);
                        }
                    })
                    .ifPresent(damage -> notes.add("not all: " + damage));
        }
        List<Symbol> symbols =
                kinds.contains(Kind.TAG) ? List.of() : symbols(session, kinds.contains(Kind.FUNCTION), wanted);
        return new Found(definitions, symbols, notes, more[0]);
    }

    /** Symbols of the image that debug information does not describe. */
    private static List<Symbol> symbols(Session session, boolean functions, Predicate<String> wanted)
            throws CommandException {
        List<Symbol> symbols = new ArrayList<>();
        try {
            SymbolTable table = session.kernel().data().image().symbols();
            for (String name : table.names("", MOST_KEPT)) {
                if (wanted.test(name)) {
                    for (Symbol symbol : table.findAll(name)) {
                        if (symbol.function() == functions && !described(session, symbol)) {
                            symbols.add(symbol);
                        }
                    }
                }
            }
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
        symbols.sort((a, b) -> Long.compareUnsigned(a.value(), b.value()));
        return symbols;
    }

    /** True if debug information describes the symbol. */
    static boolean described(Session session, Symbol symbol) throws CommandException {
        if (symbol.function()) {
            return !session.stacks().lines().scopes(symbol.value()).isEmpty();
        }
        try {
            Optional<TypeCatalog> catalog = session.evaluation().catalog();
            return catalog.isPresent() && catalog.get().variable(symbol.name()).isPresent();
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
