package org.mckernel.eclair.command.symbol;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.symbol.SymbolTable;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.CodeLocation;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Symbols, and what an address belongs to. */
public final class SymbolCommands {
    private static final Parameter<AddressArgument> ADDRESS = Parameter.required("ADDRESS", Kinds.ADDRESS);
    private static final Parameter<String> NAME = Parameter.required("NAME", Kinds.EXPRESSION);
    private static final Parameter<CodeLocation> LOCATION =
            Parameter.required("FUNCTION|FILE:LINE|*ADDRESS", Kinds.LOCATION);
    private static final Parameter<SymbolArgument> SYMBOL =
            Parameter.required("NAME|ADDRESS", Kind.rest(Completion.EXPRESSION, SymbolArgument::of));

    /**
     * A symbol by its name, or by an address.
     *
     * @param address empty for a name
     */
    private record SymbolArgument(String text, Optional<AddressArgument> address) {
        static SymbolArgument of(String text) throws BadArgumentException {
            boolean name = !Character.isDigit(text.charAt(0)) && !text.startsWith("$");
            return new SymbolArgument(text, name ? Optional.empty() : Optional.of(AddressArgument.of(text)));
        }
    }

    private SymbolCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("sym")
                        .takes(SYMBOL)
                        .summary("symbols of a name, or the symbol an address belongs to")
                        .example("sym schedule")
                        .runs(SymbolCommands::sym),
                command("info symbol")
                        .takes(ADDRESS)
                        .summary("the symbol that an address belongs to")
                        .example("info symbol 0xfffffffffe802510")
                        .runs((session, arguments) -> infoSymbol(session, arguments.require(ADDRESS))),
                command("info address")
                        .takes(NAME)
                        .summary("where a symbol is")
                        .example("info address clv")
                        .runs(SymbolCommands::infoAddress),
                command("info line")
                        .takes(LOCATION)
                        .summary("the source line of an address, or the addresses of a line, and the calls inlined"
                                + " there")
                        .example("info line schedule")
                        .limitedWithout(Need.DEBUG_INFORMATION)
                        .runs(SymbolCommands::infoLine),
                command("owner")
                        .takes(ADDRESS)
                        .summary("what an address belongs to: symbol, thread structure, CPU variables, stack, free"
                                + " memory, a page or page table of a process")
                        .example("owner $rsp")
                        .runs((session, arguments) ->
                                Owners.of(session, arguments.require(ADDRESS).in(session))));
    }

    private static Command.Builder command(String name) {
        return Command.named(name).topic(Topic.SYMBOLS).needs(Need.IMAGE);
    }

    private static SymbolTable symbols(Session session) throws CommandException {
        try {
            return session.kernel().data().image().symbols();
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result sym(Session session, Arguments arguments) throws CommandException {
        SymbolArgument argument = arguments.require(SYMBOL);
        if (argument.address().isPresent()) {
            return infoSymbol(session, argument.address().get());
        }
        String word = argument.text();
        List<Symbol> found = symbols(session).findAll(word);
        if (found.isEmpty()) {
            throw new CommandException("No symbol \"%s\" in the image.".formatted(word));
        }
        List<List<Cell>> rows = new ArrayList<>();
        for (Symbol symbol : found) {
            rows.add(List.of(
                    new Cell.Address(symbol.value()),
                    new Cell.Count(symbol.size()),
                    new Cell.Word(symbol.function() ? "function" : "data"),
                    new Cell.Word(symbol.name())));
        }
        return new Result.Table(
                "symbols",
                List.of(
                        Column.word("address", "Address"),
                        Column.number("size", "Size"),
                        Column.word("kind", "Kind"),
                        Column.word("name", "Name")),
                rows,
                List.of());
    }

    private static Result infoSymbol(Session session, AddressArgument argument) throws CommandException {
        long address = argument.in(session);
        Symbol symbol = symbols(session)
                .nearest(address)
                .orElseThrow(() -> new CommandException("No symbol matches 0x%x.".formatted(address)));
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(address));
        data.addProperty("symbol", symbol.name());
        data.addProperty("offset", address - symbol.value());
        String distance = symbol.value() == address ? "" : " + " + (address - symbol.value());
        Optional<String> section = section(session, symbol);
        section.ifPresent(name -> data.addProperty("section", name));
        return new Result.Text(
                List.of(symbol.name()
                        + distance
                        + section.map(" in section "::concat).orElse("")),
                data,
                false);
    }

    private static Optional<String> section(Session session, Symbol symbol) {
        try {
            return session.kernel().data().image().elf().sections().stream()
                    .filter(s -> s.index() == symbol.section())
                    .map(ElfSection::name)
                    .findFirst();
        } catch (CommandException | MalformedFileException e) {
            return Optional.empty();
        }
    }

    private static Result infoAddress(Session session, Arguments arguments) throws CommandException {
        String name = arguments.require(NAME);
        Optional<Symbol> found = symbols(session).find(name);
        JsonObject data = new JsonObject();
        data.addProperty("symbol", name);
        if (found.isEmpty()) {
            if (isConstant(session, name)) {
                return new Result.Text(List.of("Symbol \"%s\" is constant.".formatted(name)), data, false);
            }
            throw new CommandException("No symbol \"%s\" in the image.".formatted(name));
        }
        Symbol symbol = found.get();
        data.addProperty("address", JsonRenderer.address(symbol.value()));
        data.addProperty("size", symbol.size());
        String what = ListingCommands.described(session, symbol)
                ? symbol.function() ? "a function at address 0x%x" : "static storage at address 0x%x"
                : "at 0x%x in a file compiled without debugging";
        return new Result.Text(
                List.of("Symbol \"%s\" is %s.".formatted(name, what.formatted(symbol.value()))), data, false);
    }

    private static boolean isConstant(Session session, String name) throws CommandException {
        try {
            Optional<TypeCatalog> catalog = session.evaluation().catalog();
            return catalog.isPresent() && catalog.get().enumerationWith(name).isPresent();
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result infoLine(Session session, Arguments arguments) throws CommandException {
        LongFunction<String> symbols = SymbolText.of(session);
        List<String> lines = new ArrayList<>();
        JsonArray pieces = new JsonArray();
        for (LineCode code : arguments.require(LOCATION).codeIn(session)) {
            lines.add("Line %d of \"%s\" starts at address %s and ends at %s."
                    .formatted(
                            code.line().line(),
                            code.line().file(),
                            named(symbols, code.start()),
                            named(symbols, code.end())));
            List<String> inside = session.stacks().lines().scopes(code.start()).stream()
                    .map(CodeScope::name)
                    .toList();
            if (inside.size() > 1) {
                lines.addAll(LineWrapper.line("    of " + String.join(", inlined into ", inside), 8));
            }
            JsonObject one = new JsonObject();
            one.addProperty("source", code.line().toString());
            one.addProperty("start", JsonRenderer.address(code.start()));
            one.addProperty("end", JsonRenderer.address(code.end()));
            one.add("functions", JsonRenderer.words(inside));
            pieces.add(one);
        }
        JsonObject data = new JsonObject();
        data.add("code", pieces);
        return new Result.Text(lines, data, false);
    }

    private static String named(LongFunction<String> symbols, long address) {
        return ("0x%x ".formatted(address) + symbols.apply(address)).stripTrailing();
    }
}
