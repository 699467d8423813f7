package org.mckernel.eclair.command.memory;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.expression.NumberText;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeReference;
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
import org.mckernel.eclair.session.ExamineState;
import org.mckernel.eclair.session.Session;

/** Raw memory as gdb shows it. */
public final class ExamineCommands {
    private static final int LONGEST_STRING = 4096;
    private static final int LINE_BYTES = 16;
    private static final int MOST_A_LINE = 8;

    private static final Parameter<ExamineFormat> FORMAT =
            Parameter.format("FMT", Kind.word(Completion.NONE, ExamineFormat::of));
    private static final Parameter<AddressArgument> ADDRESS = Parameter.optional("ADDRESS", Kinds.ADDRESS);

    private ExamineCommands() {}

    /** The command. */
    public static List<Command> all() {
        return List.of(Command.named("x")
                .topic(Topic.MEMORY)
                .takes(FORMAT, ADDRESS)
                .summary("memory: a count (-N before the address), a letter (x d u o t a c s z f i), a size (b h w g);"
                        + " continues without an address")
                .example("x/4gx &clv")
                .needs(Need.IMAGE)
                .limitedWithout(Need.USER_MEMORY, Need.DISASSEMBLER)
                .runs(ExamineCommands::x));
    }

    private static Result x(Session session, Arguments arguments) throws CommandException {
        ExamineState state = session.examined();
        Optional<AddressArgument> argument = arguments.get(ADDRESS);
        if (argument.isEmpty() && !state.begun()) {
            throw new CommandException("needs an address; without one it continues where it ended");
        }
        boolean again = argument.isEmpty() && !arguments.has(FORMAT);
        ExamineFormat format =
                arguments.get(FORMAT).orElse(ExamineFormat.DEFAULT).after(state);
        int count = again ? state.count() : format.count();
        state.count(count);
        long address = argument.isEmpty() ? state.next() : argument.get().examinedIn(session);
        if (count < 0 && (format.letter() == 's' || format.letter() == 'i')) {
            throw new CommandException(
                    "/%d%c: texts and instructions are shown forwards only".formatted(count, format.letter()));
        }
        state.form(format.letter(), format.size());
        return switch (format.letter()) {
            case 's' -> strings(session, address, count);
            case 'i' -> CodeCommands.instructions(session, address, count);
            default -> {
                long start = count < 0 ? address + (long) count * format.size() : address;
                Result result = units(session, start, Math.abs(count), format.size(), format.letter());
                if (count < 0) {
                    state.goOnAt(start);
                }
                yield result;
            }
        };
    }

    private static Result units(Session session, long start, int count, int size, char letter) throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        int perLine = Math.min(MOST_A_LINE, LINE_BYTES / size);
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean missing = false;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long address = start + (long) i * size;
            if (i % perLine == 0) {
                line.append(labelled(session, address)).append(':');
            }
            ReadResult readout = ReadResult.at(memory, address, size);
            missing |= readout.bytes().isEmpty();
            String text = readout.bytes().isEmpty()
                    ? "<" + readout.why() + ">"
                    : NumberText.wide(letter, readout.number(), size, SymbolText.of(session));
            line.append('\t').append(text);
            values.add(text);
            if (i % perLine == perLine - 1 || i == count - 1) {
                lines.add(line.toString());
                line.setLength(0);
            }
        }
        remember(session, start + (long) (count - 1) * size, size);
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(start));
        data.addProperty("size", size);
        data.add("values", values);
        return new Result.Text(lines, data, missing);
    }

    /** An address with its symbol, if it has one. */
    private static String labelled(Session session, long address) {
        return ("0x%x ".formatted(address) + SymbolText.of(session).apply(address)).stripTrailing();
    }

    /** Keeps the last unit for {@code $_} and {@code $__}. */
    private static void remember(Session session, long last, int size) throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        CType type = new CType.Base("int%d_t".formatted(Byte.SIZE * size), size, CType.Encoding.SIGNED);
        session.examined().goOnAt(last + size);
        session.examined()
                .last(
                        Value.of(new CType.Pointer(TypeReference.to(type), Long.BYTES), last, memory),
                        Value.at(type, last, memory));
    }

    private static Result strings(Session session, long start, int count) throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean missing = false;
        long address = start;
        for (int i = 0; i < count && !missing; i++) {
            StringBuilder text = new StringBuilder();
            long at = address;
            String end = "...";
            while (at - address < LONGEST_STRING) {
                ReadResult readout = ReadResult.at(memory, at++, 1);
                if (readout.bytes().isEmpty()) {
                    end = "<" + readout.why() + ">";
                    missing = true;
                    break;
                }
                int c = (int) readout.number();
                if (c == 0) {
                    end = "";
                    break;
                }
                text.append(c == '"' ? "\\\"" : NumberText.escaped(c));
            }
            lines.add("%s:\t\"%s\"%s".formatted(labelled(session, address), text, end));
            values.add(text.toString());
            remember(session, address, 1);
            address = at;
        }
        session.examined().goOnAt(address);
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(start));
        data.add("strings", values);
        return new Result.Text(lines, data, missing);
    }
}
