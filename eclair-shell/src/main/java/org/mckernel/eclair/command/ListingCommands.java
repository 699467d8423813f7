package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
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
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** What the kernel defines, by source file, as gdb lists it. */
final class ListingCommands {
    private static final int MOST_SHOWN = 1000;
    /** More than this are not even counted one by one. */
    private static final int MOST_KEPT = 200_000;

    private static final Comparator<Definition> ORDER = Comparator.comparing(Definition::file)
            .thenComparing(d -> !d.external())
            .thenComparing(Definition::name)
            .thenComparingLong(Definition::line)
            .thenComparing(Definition::text);

    private ListingCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("info functions"),
                        "[REGEX]",
                        "functions of that name, by source file",
                        "info functions ^sys_",
                        (s, a) -> list(s, a, "functions", List.of(Kind.FUNCTION))),
                new Command(
                        List.of("info variables"),
                        "[REGEX]",
                        "variables outside of functions, by source file",
                        "info variables lock",
                        (s, a) -> list(s, a, "variables", List.of(Kind.VARIABLE))),
                new Command(
                        List.of("info types"),
                        "[REGEX]",
                        "structures, unions, enumerations and typedefs, by source file",
                        "info types lock",
                        (s, a) -> list(s, a, "types", List.of(Kind.TAG, Kind.TYPE))),
                new Command(
                        List.of("info scope"),
                        "FUNCTION|FILE:LINE|*ADDRESS",
                        "what can be named at a place in the code, and where it is there",
                        "info scope lock_slow",
                        ScopeCommand::run));
    }

    /** What was found, and what of it could not be. */
    private record Found(TreeSet<Definition> definitions, List<Symbol> symbols, List<String> notes, boolean more) {}

    private static Result list(Session session, Arguments arguments, String what, List<Kind> kinds)
            throws CommandException {
        Predicate<String> wanted = wanted(arguments.text());
        Found found = find(session, kinds, wanted);
        List<String> lines = new ArrayList<>();
        lines.add(
                arguments.isEmpty()
                        ? "All defined %s:".formatted(what)
                        : "All %s matching regular expression \"%s\":".formatted(what, arguments.text()));
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

    private static Predicate<String> wanted(String regex) throws CommandException {
        try {
            return regex.isEmpty() ? _ -> true : InterruptibleText.finds(Pattern.compile(regex));
        } catch (PatternSyntaxException e) {
            throw new CommandException("%s: is no regular expression: %s".formatted(regex, e.getDescription()));
        }
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

    /** Symbols of the image that debug information says nothing of. */
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

    /** True if debug information tells of the symbol. */
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
