package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.expression.NumberText;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeReference;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Examined;
import org.mckernel.eclair.session.Session;

/** Raw memory as gdb shows it. */
final class ExamineCommands {
    private static final Pattern FORMAT = Pattern.compile("(-?\\d*)([a-z]*)");
    private static final String LETTERS = NumberText.LETTERS + "i";
    private static final int MOST = 1 << 16;
    private static final int LONGEST_STRING = 4096;
    private static final int LINE_BYTES = 16;
    private static final int MOST_A_LINE = 8;

    private ExamineCommands() {}

    static List<Command> all() {
        return List.of(new Command(
                List.of("x"),
                "/FMT [ADDRESS]",
                "memory: a count (-N before the address), a letter (x d u o t a c s z f i), a size (b h w g); goes on "
                        + "without address",
                "x/4gx &clv",
                ExamineCommands::x));
    }

    /** A format taken apart; what it does not say is as it was. */
    private record Form(int count, char letter, int size) {}

    private static Result x(Session session, Arguments arguments) throws CommandException {
        Examined examined = session.examined();
        boolean again = arguments.isEmpty() && arguments.format().isEmpty();
        Form form = form(again ? Integer.toString(examined.count()) : arguments.format(), examined);
        examined.count(form.count());
        if (arguments.isEmpty() && !examined.begun()) {
            throw new CommandException("needs an address; without one it goes on where it ended");
        }
        long address = arguments.isEmpty() ? examined.next() : Addresses.examined(session, arguments.text());
        if (form.letter() == 's') {
            if (form.count() < 0) {
                throw new CommandException("/%ds: texts are shown forwards only".formatted(form.count()));
            }
            return strings(session, address, form.count());
        }
        if (form.letter() == 'i') {
            if (form.count() < 0) {
                throw new CommandException("/%di: instructions are shown forwards only".formatted(form.count()));
            }
            examined.form('i', examined.size());
            return CodeCommands.instructions(session, address, form.count());
        }
        examined.form(form.letter(), form.size());
        int count = Math.abs(form.count());
        long start = form.count() < 0 ? address - (long) count * form.size() : address;
        Result result = units(session, start, count, form.size(), form.letter());
        if (form.count() < 0) {
            examined.goOnAt(start);
        }
        return result;
    }

    private static Form form(String text, Examined examined) throws CommandException {
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw bad(text);
        }
        char letter = 0;
        int size = 0;
        for (char c : format.group(2).toCharArray()) {
            int sized = "bhwg".indexOf(c);
            if (sized >= 0 && size == 0) {
                size = 1 << sized;
            } else if (LETTERS.indexOf(c) >= 0 && letter == 0) {
                letter = c;
            } else {
                throw bad(text);
            }
        }
        boolean same = letter == 0;
        letter = same ? examined.letter() : letter;
        if (size == 0) {
            size = switch (letter) {
                case 'a' -> 8;
                case 'c' -> same ? examined.size() : 1;
                case 'f' -> examined.size() < 4 ? 8 : examined.size();
                default -> examined.size();
            };
        }
        return new Form(count(format.group(1)), letter, letter == 'a' ? 8 : size);
    }

    private static CommandException bad(String format) {
        return new CommandException("/%s: expected a count, one of %s, and one of b h w g"
                .formatted(format, String.join(" ", LETTERS.split(""))));
    }

    static int count(String text) throws CommandException {
        if (text.isEmpty()) {
            return 1;
        }
        String digits = text.startsWith("-") ? text.substring(1) : text;
        if (!digits.matches("\\d{1,6}") || Integer.parseInt(digits) > MOST || Integer.parseInt(digits) == 0) {
            throw new CommandException("%s: expected a count from 1 to %d".formatted(text, MOST));
        }
        return Integer.parseInt(text);
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
                String symbol = FrameText.symbols(session).apply(address);
                line.append("0x%x%s:".formatted(address, symbol.isEmpty() ? "" : " " + symbol));
            }
            ReadResult readout = ReadResult.at(memory, address, size);
            missing |= readout.bytes().isEmpty();
            String text = readout.bytes().isEmpty()
                    ? "<" + readout.why() + ">"
                    : NumberText.wide(letter, readout.number(), size, FrameText.symbols(session));
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
            lines.add("0x%x:\t\"%s\"%s".formatted(address, text, end));
            values.add(text.toString());
            address = at;
        }
        session.examined().goOnAt(address);
        JsonObject data = new JsonObject();
        data.addProperty("address", JsonRenderer.address(start));
        data.add("strings", values);
        return new Result.Text(lines, data, missing);
    }
}
