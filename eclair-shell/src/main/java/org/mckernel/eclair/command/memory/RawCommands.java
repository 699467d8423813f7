package org.mckernel.eclair.command.memory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.text.SymbolText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Raw memory as crash shows it. */
public final class RawCommands {
    private static final int LINE_BYTES = 16;

    private static final Parameter<Boolean> BITS_8 = Parameter.flag("-8");
    private static final Parameter<Boolean> BITS_16 = Parameter.flag("-16");
    private static final Parameter<Boolean> BITS_32 = Parameter.flag("-32");
    private static final Parameter<Boolean> BITS_64 = Parameter.flag("-64");
    private static final Parameter<Boolean> DECIMAL = Parameter.flag("-d");
    private static final Parameter<Boolean> HEXADECIMAL = Parameter.flag("-x");
    private static final Parameter<Boolean> SYMBOLS = Parameter.flag("-s");
    private static final Parameter<Boolean> PHYSICAL = Parameter.flag("-p");
    private static final Parameter<AddressArgument> ADDRESS = Parameter.required("ADDRESS", Kinds.ADDRESS_WORD);
    private static final Parameter<Integer> COUNT =
            Parameter.optional("COUNT", Kind.word(Completion.NONE, ExamineFormat::count));

    private RawCommands() {}

    /** The command. */
    public static List<Command> all() {
        return List.of(Command.named("rd")
                .topic(Topic.MEMORY)
                .takesOneOf(BITS_8, BITS_16, BITS_32, BITS_64)
                .takesOneOf(DECIMAL, HEXADECIMAL)
                .takes(SYMBOLS, PHYSICAL, ADDRESS, COUNT)
                .summary("words with their characters, as in crash; -d decimal, -s with symbols, -p of a physical"
                        + " address")
                .example("rd -32 clv 8")
                .needs(Need.IMAGE)
                .limitedWithout(Need.USER_MEMORY)
                .runs(RawCommands::rd));
    }

    private static int size(Arguments arguments) {
        return arguments.has(BITS_8) ? 1 : arguments.has(BITS_16) ? 2 : arguments.has(BITS_32) ? 4 : Long.BYTES;
    }

    private static long start(Session session, AddressArgument address, boolean physical) throws CommandException {
        return physical
                ? address.literal()
                        .orElseThrow(() -> new CommandException(
                                "%s: expected a physical address, decimal or 0x...".formatted(address.text())))
                : address.in(session);
    }

    private static Result rd(Session session, Arguments arguments) throws CommandException {
        boolean physical = arguments.has(PHYSICAL);
        boolean decimal = arguments.has(DECIMAL);
        long start = start(session, arguments.require(ADDRESS), physical);
        int count = arguments.get(COUNT).orElse(1);
        int size = size(arguments);
        int perLine = LINE_BYTES / size;
        int width = decimal ? 3 * size - (size == 8 ? 3 : 1) : 2 * size;
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean missing = false;
        for (int i = 0; i < count; i += perLine) {
            StringBuilder line = new StringBuilder("%16x:  ".formatted(start + (long) size * i));
            StringBuilder characters = new StringBuilder();
            for (int j = i; j < i + perLine; j++) {
                if (j >= count) {
                    line.append(" ".repeat(width + 1));
                    continue;
                }
                ReadResult readout = read(session, start + (long) size * j, size, physical);
                missing |= readout.bytes().isEmpty();
                String text = readout.bytes().isEmpty()
                        ? "<" + readout.why() + ">"
                        : number(session, readout, size, arguments);
                line.append(("%-" + width + "s ").formatted(text));
                values.add(text);
                for (byte b : readout.bytes().orElse(new byte[0])) {
                    characters.append(b >= ' ' && b < 0x7f ? (char) b : '.');
                }
            }
            lines.add(line.append("  ").append(characters).toString().stripTrailing());
        }
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(start));
        data.addProperty("size", size);
        data.add("values", values);
        return new Result.Text(lines, data, missing);
    }

    private static String number(Session session, ReadResult readout, int size, Arguments arguments) {
        long value = readout.number();
        if (arguments.has(SYMBOLS) && size == Long.BYTES) {
            String symbol = SymbolText.of(session).apply(value).replaceAll("[<>]", "");
            if (!symbol.isEmpty()) {
                return symbol;
            }
        }
        return arguments.has(DECIMAL) ? Long.toUnsignedString(value) : ("%0" + 2 * size + "x").formatted(value);
    }

    private static ReadResult read(Session session, long address, int size, boolean physical) throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        if (!physical) {
            return ReadResult.at(memory, address, size);
        }
        try {
            return ReadResult.of(
                    session.kernel().data().physical().bytes(address, size).toArray(ValueLayout.JAVA_BYTE));
        } catch (AbsentMemoryException e) {
            return ReadResult.absent(session.kernel()
                    .data()
                    .physical()
                    .memory()
                    .presence(address)
                    .label());
        }
    }
}
