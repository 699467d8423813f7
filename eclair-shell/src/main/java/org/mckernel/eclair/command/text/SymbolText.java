package org.mckernel.eclair.command.text;

import java.util.Optional;
import java.util.function.LongFunction;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Addresses by their symbols: {@code <schedule+17>}. */
public final class SymbolText {
    private SymbolText() {}

    /** For addresses of any kind: as in gdb only where the symbol reaches, or is code; else empty. */
    public static LongFunction<String> of(Session session) {
        return address -> {
            try {
                Optional<Symbol> symbol =
                        session.kernel().data().image().symbols().nearest(address);
                boolean reaches = symbol.isPresent()
                        && (address - symbol.get().value()
                                        < Math.max(1, symbol.get().size())
                                || (symbol.get().function() && symbol.get().size() == 0));
                return reaches ? nearest(session, address) : "";
            } catch (CommandException | MalformedFileException e) {
                return "";
            }
        };
    }

    /** The nearest symbol at or below an address, however far it is; empty if there is none. */
    public static String nearest(Session session, long address) throws CommandException {
        try {
            Optional<Symbol> symbol = session.kernel().data().image().symbols().nearest(address);
            return symbol.map(s -> s.value() == address
                            ? "<%s>".formatted(s.name())
                            : "<%s+%d>".formatted(s.name(), address - s.value()))
                    .orElse("");
        } catch (MalformedFileException e) {
            return "";
        }
    }
}
