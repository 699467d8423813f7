package org.mckernel.eclair.command;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Addresses as people write them: a number, a symbol, a register, and a distance; else a C expression. */
final class Addresses {
    private static final Pattern SUM = Pattern.compile("(&?[\\w.]+|\\$\\w+)(?:\\s*([+-])\\s*(0x[0-9a-fA-F]+|\\d+))?");

    private static final Pattern NAME = Pattern.compile("\\w+");
    private static final Pattern DOTTED = Pattern.compile("&?\\w+\\.\\d+");

    private Addresses() {}

    static long of(Session session, String text) throws CommandException {
        Matcher sum = SUM.matcher(text.strip());
        if (!sum.matches()) {
            return session.evaluation().address(text);
        }
        long base = base(session, sum.group(1));
        if (sum.group(2) == null) {
            return base;
        }
        long distance = Arguments.number(sum.group(3));
        return sum.group(2).equals("+") ? base + distance : base - distance;
    }

    /**
     * What {@code x} looks at: as in gdb a pointer's value, not the pointer. Without debug information a name is its
     * address.
     */
    static long examined(Session session, String text) throws CommandException {
        boolean spelt = DOTTED.matcher(text).matches(); // name.1, which the compiler gives and C cannot spell
        return session.evaluation().catalog().isPresent() && !spelt
                ? session.evaluation().address(text)
                : of(session, text);
    }

    private static long base(Session session, String word) throws CommandException {
        if (Character.isDigit(word.charAt(0))) {
            return Arguments.number(word);
        }
        if (word.startsWith("$")) {
            return session.evaluation().address(word);
        }
        KernelData data = session.kernel().data();
        try {
            String name = word.startsWith("&") ? word.substring(1) : word;
            Optional<Symbol> symbol = data.findSymbol(name);
            if (symbol.isPresent()) {
                return symbol.get().value();
            }
            if (NAME.matcher(name).matches()) {
                throw new CommandException("No symbol \"%s\" in the image.".formatted(name));
            }
            return session.evaluation().address(word);
        } catch (KernelDataException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
