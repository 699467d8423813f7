package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.CodeScope;
import org.mckernel.dump.dwarf.line.LineCode;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.kernel.CpuView;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.McKernel;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.LineWrapper;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.dump.symbol.SymbolTable;
import org.mckernel.dump.type.TypeCatalog;
import org.mckernel.dump.unwind.Frame;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.PageOwner;
import org.mckernel.eclair.session.Session;

/** Symbols, and what an address belongs to. */
final class SymbolCommands {
    private SymbolCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("sym"),
                        "NAME|ADDRESS",
                        "symbols of a name, or the symbol an address belongs to",
                        "sym schedule",
                        SymbolCommands::sym),
                new Command(
                        List.of("info symbol"),
                        "ADDRESS",
                        "the symbol that an address belongs to",
                        "info symbol 0xfffffffffe802510",
                        SymbolCommands::infoSymbol),
                new Command(
                        List.of("info address"),
                        "NAME",
                        "where a symbol is",
                        "info address clv",
                        SymbolCommands::infoAddress),
                new Command(
                        List.of("info line"),
                        "FUNCTION|FILE:LINE|*ADDRESS",
                        "the source line of an address, or the addresses of a line, and the calls built in there",
                        "info line schedule",
                        SymbolCommands::infoLine),
                new Command(
                        List.of("owner"),
                        "ADDRESS",
                        "what an address belongs to: symbol, thread's structure, CPU's variables, stack, free memory, "
                                + "a process's page or page table",
                        "owner $rsp",
                        SymbolCommands::owner));
    }

    private static SymbolTable symbols(Session session) throws CommandException {
        try {
            return session.kernel().data().image().symbols();
        } catch (MalformedFileException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result sym(Session session, Arguments arguments) throws CommandException {
        String word = arguments.require("a name or an address");
        if (Character.isDigit(word.charAt(0)) || word.startsWith("$")) {
            return infoSymbol(session, arguments);
        }
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

    private static Result infoSymbol(Session session, Arguments arguments) throws CommandException {
        long address = Addresses.of(session, arguments.require("an address"));
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
        String name = arguments.require("a name");
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
        String text = arguments.require("a place: FUNCTION, FILE:LINE or *ADDRESS");
        LongFunction<String> symbols = FrameText.symbols(session);
        List<String> lines = new ArrayList<>();
        JsonArray pieces = new JsonArray();
        for (LineCode code : LineSpec.code(session, text)) {
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
                lines.addAll(LineWrapper.line("    of " + String.join(", built into ", inside), 8));
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

    static Result owner(Session session, Arguments arguments) throws CommandException {
        long address = Addresses.of(session, arguments.require("an address"));
        List<List<Cell>> rows = new ArrayList<>();
        owners(session, address).forEach(line -> rows.add(List.of(new Cell.Word(line))));
        List<String> notes = new ArrayList<>();
        boolean partly = false;
        try {
            PageOwner.Found page = PageOwner.of(
                    session.kernel(),
                    session.kernel().data().space().translate(address).physical());
            page.owners().forEach(line -> rows.add(List.of(new Cell.Word(line))));
            notes.addAll(page.notes());
            partly = !page.notes().isEmpty();
        } catch (UnmappedAddressException | AbsentMemoryException e) {
            notes.add("0x%x: %s; who uses its page is not known".formatted(address, e.getMessage()));
        }
        if (rows.isEmpty() && !partly) { // else the notes tell why nobody is found
            throw new CommandException(
                    "0x%x: nothing known owns it; vtop tells whether it is mapped".formatted(address));
        }
        return new Result.Table("owners", List.of(Column.word("owner", "0x%x is in".formatted(address))), rows, notes);
    }

    /** What an address lies in, a line each. */
    static List<String> owners(Session session, long address) throws CommandException {
        List<String> lines = new ArrayList<>();
        McKernel kernel = session.kernel();
        Optional<Symbol> symbol = symbols(session).nearest(address);
        symbol.ifPresent(s -> lines.add("%s+%d".formatted(s.name(), address - s.value())));
        long threadSize = size(kernel, "thread");
        for (ThreadView thread : kernel.threads().all()) {
            long offset = address - thread.address();
            if (Long.compareUnsigned(offset, threadSize) < 0) {
                lines.add("struct thread of %s + %d".formatted(StackCommands.name(thread), offset));
            }
        }
        long cpuSize = size(kernel, "cpu_local_var");
        for (CpuView cpu : kernel.cpus()) {
            long offset = address - cpu.variables();
            if (Long.compareUnsigned(offset, cpuSize) < 0) {
                lines.add("clv[%d] + %d".formatted(cpu.id(), offset));
            }
        }
        for (ThreadView thread : kernel.threads().all()) {
            if (onStack(session, thread, address)) {
                lines.add("stack of " + StackCommands.name(thread));
            }
        }
        return lines;
    }

    private static long size(McKernel kernel, String structure) {
        try {
            return kernel.data().size(structure);
        } catch (KernelDataException e) {
            return 0;
        }
    }

    /** Between the innermost stack pointer and the outermost frame. */
    private static boolean onStack(Session session, ThreadView thread, long address) throws CommandException {
        List<Frame> frames = session.stacks().of(thread).stack().frames();
        int stackPointer = session.kernel().data().architecture().registers().stackPointer();
        if (frames.isEmpty() || frames.getFirst().registers().get(stackPointer).isEmpty()) {
            return false;
        }
        long low = frames.getFirst().registers().get(stackPointer).getAsLong();
        long high = frames.getLast()
                .cfa()
                .orElse(frames.getLast().registers().get(stackPointer).orElse(low));
        return Long.compareUnsigned(address, low) >= 0 && Long.compareUnsigned(address, high) < 0;
    }
}
