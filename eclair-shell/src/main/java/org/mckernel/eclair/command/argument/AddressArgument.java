package org.mckernel.eclair.command.argument;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.kernel.KernelData;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.symbol.Symbol;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/**
 * An address as users write it: a number, a symbol or a register, and a distance; else a C expression.
 *
 * @param text as it was written
 * @param sum empty for a C expression
 */
public record AddressArgument(String text, Optional<Sum> sum) {
    private static final Pattern SUM = Pattern.compile("(&?[\\w.]+|\\$\\w+)(?:\\s*([+-])\\s*(0x[0-9a-fA-F]+|\\d+))?");
    private static final Pattern NAME = Pattern.compile("\\w+");
    private static final Pattern DOTTED = Pattern.compile("&?\\w+\\.\\d+");

    /**
     * A number, a symbol or a register, and a distance.
     *
     * @param base the first, as it was written
     * @param number the base if it is a number
     * @param distance what is added
     */
    public record Sum(String base, OptionalLong number, long distance) {}

    /**
     * Reads an address.
     *
     * @throws BadArgumentException when it begins with a digit and is no number
     */
    public static AddressArgument of(String text) throws BadArgumentException {
        String stripped = text.strip();
        Matcher sum = SUM.matcher(stripped);
        if (!sum.matches()) {
            return new AddressArgument(stripped, Optional.empty());
        }
        String base = sum.group(1);
        OptionalLong number =
                Character.isDigit(base.charAt(0)) ? OptionalLong.of(Kinds.number(base)) : OptionalLong.empty();
        long distance = sum.group(2) == null ? 0 : Kinds.number(sum.group(3));
        return new AddressArgument(
                stripped, Optional.of(new Sum(base, number, "-".equals(sum.group(2)) ? -distance : distance)));
    }

    /** The address if it is a number that needs no kernel: {@code 0x1000}. */
    public OptionalLong literal() {
        return sum.isPresent() && sum.get().number().isPresent()
                ? OptionalLong.of(sum.get().number().getAsLong() + sum.get().distance())
                : OptionalLong.empty();
    }

    /**
     * The address in a session: symbols are those of its kernel, registers those of its selected frame.
     *
     * @throws CommandException when it cannot be evaluated
     */
    public long in(Session session) throws CommandException {
        if (literal().isPresent()) {
            return literal().getAsLong();
        }
        return sum.isPresent()
                ? base(session, sum.get().base()) + sum.get().distance()
                : session.evaluation().address(text);
    }

    /**
     * What {@code x} looks at: as in gdb a pointer's value, not the pointer. Without debug information a name is its
     * address.
     *
     * @throws CommandException when it cannot be evaluated
     */
    public long examinedIn(Session session) throws CommandException {
        boolean spelt = DOTTED.matcher(text).matches(); // name.1, which the compiler gives and C cannot spell
        return session.evaluation().catalog().isPresent() && !spelt
                ? session.evaluation().address(text)
                : in(session);
    }

    private static long base(Session session, String word) throws CommandException {
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
