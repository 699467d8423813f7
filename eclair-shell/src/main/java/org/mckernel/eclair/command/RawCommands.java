package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Raw memory as crash shows it. */
final class RawCommands {
    private static final int LINE_BYTES = 16;

    private RawCommands() {}

    static List<Command> all() {
        return List.of(new Command(
                List.of("rd"),
                "[-8|-16|-32|-64] [-d] [-s] [-p] ADDRESS [COUNT]",
                "words with their characters, as in crash; -d decimal, -s with symbols, -p of a physical address",
                "rd -32 clv 8",
                RawCommands::rd));
    }

    /** What the options ask for. */
    private static final class Options {
        private int size = Long.BYTES;
        private boolean decimal;
        private boolean symbols;
        private boolean physical;
        private final List<String> words = new ArrayList<>();

        static Options of(Arguments arguments) throws CommandException {
            Options options = new Options();
            for (String word : arguments.words()) {
                switch (word) {
                    case "-8", "-16", "-32", "-64" -> options.size = Integer.parseInt(word.substring(1)) / Byte.SIZE;
                    case "-d" -> options.decimal = true;
                    case "-s" -> options.symbols = true;
                    case "-p" -> options.physical = true;
                    case "-x" -> options.decimal = false;
                    default -> {
                        if (word.startsWith("-")) {
                            throw new CommandException("%s: expected -8, -16, -32, -64, -d, -s or -p".formatted(word));
                        }
                        options.words.add(word);
                    }
                }
            }
            if (options.words.isEmpty() || options.words.size() > 2) {
                throw new CommandException("needs an address, and may have a count of words");
            }
            return options;
        }
    }

    private static Result rd(Session session, Arguments arguments) throws CommandException {
        Options options = Options.of(arguments);
        long start = options.physical
                ? Arguments.number(options.words.getFirst())
                : Addresses.of(session, options.words.getFirst());
        int count = options.words.size() == 2 ? ExamineCommands.count(options.words.get(1)) : 1;
        if (count < 0) {
            throw new CommandException("%d: expected a count above 0".formatted(count));
        }
        int size = options.size;
        int perLine = LINE_BYTES / size;
        int width = options.decimal ? 3 * size - (size == 8 ? 3 : 1) : 2 * size;
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
                ReadResult readout = read(session, start + (long) size * j, size, options.physical);
                missing |= readout.bytes().isEmpty();
                String text = readout.bytes().isEmpty() ? "<" + readout.why() + ">" : number(session, readout, options);
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

    private static String number(Session session, ReadResult readout, Options options) {
        long value = readout.number();
        if (options.symbols && options.size == Long.BYTES) {
            String symbol = FrameText.symbols(session).apply(value).replaceAll("[<>]", "");
            if (!symbol.isEmpty()) {
                return symbol;
            }
        }
        return options.decimal ? Long.toUnsignedString(value) : ("%0" + 2 * options.size + "x").formatted(value);
    }

    private static ReadResult read(Session session, long address, int size, boolean physical) throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        if (!physical) {
            return ReadResult.at(memory, address, size);
        }
        try {
            return ReadResult.of(session.kernel()
                    .data()
                    .physical()
                    .bytes(address, size)
                    .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
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
