package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.address.Readout;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.result.Json;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.NumberText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Raw memory: {@code x} as in gdb, {@code rd} as in crash. */
final class ExamineCommands {
    private static final Pattern FORMAT = Pattern.compile("(\\d*)([xduotacszf]?)([bhwg]?)([xduotacszf]?)");
    private static final int MOST = 1 << 16;
    private static final int LONGEST_STRING = 4096;
    private static final int LINE_BYTES = 16;

    private ExamineCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(List.of("x"), "/FMT ADDRESS",
                        "memory: a count, a letter (x d u o t a c s z f) and a size (b h w g)", "x/4gx clv",
                        ExamineCommands::x),
                new Command(List.of("rd"), "ADDRESS [COUNT]", "64-bit words with their characters, as in crash",
                        "rd clv 8", ExamineCommands::rd));
    }

    private static Result x(Session session, Arguments arguments) throws CommandException {
        Matcher format = FORMAT.matcher(arguments.format());
        if (!format.matches() || (!format.group(2).isEmpty() && !format.group(4).isEmpty())) {
            throw new CommandException("/%s: expected a count, one of x d u o t a c s z f, and one of b h w g"
                    .formatted(arguments.format()));
        }
        int count = count(format.group(1));
        String letter = format.group(2).isEmpty() ? format.group(4) : format.group(2);
        letter = letter.isEmpty() ? "x" : letter;
        long address = Addresses.of(session, arguments.require("an address"));
        if (letter.equals("s")) {
            return strings(session, address, count);
        }
        int size = switch (format.group(3)) {
            case "b" -> 1;
            case "h" -> 2;
            case "w" -> 4;
            case "g" -> 8;
            default -> letter.equals("c") ? 1 : letter.equals("a") || letter.equals("f") ? 8 : 4;
        };
        return units(session, address, count, size, letter.charAt(0));
    }

    private static int count(String text) throws CommandException {
        if (text.isEmpty()) {
            return 1;
        }
        if (text.length() > 6 || Integer.parseInt(text) > MOST || Integer.parseInt(text) == 0) {
            throw new CommandException("%s: expected a count from 1 to %d".formatted(text, MOST));
        }
        return Integer.parseInt(text);
    }

    private static Result units(Session session, long start, int count, int size, char letter)
            throws CommandException {
        VirtualMemory memory = session.kernel().data().virtual();
        int perLine = letter == 'c' ? 8 : letter == 't' || letter == 'a' ? Math.max(1, 16 / size) : LINE_BYTES / size;
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean missing = false;
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < count; i++) {
            long address = start + (long) i * size;
            if (i % perLine == 0) {
                String symbol = FrameText.symbolic(session, address);
                line.append("0x%x%s:".formatted(address, symbol.isEmpty() ? "" : " " + symbol));
            }
            Readout readout = Readout.at(memory, address, size);
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
        JsonObject data = new JsonObject();
        data.addProperty("address", Json.address(start));
        data.addProperty("size", size);
        data.add("values", values);
        return new Result.Text(lines, data, missing);
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
                Readout readout = Readout.at(memory, at++, 1);
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
        JsonObject data = new JsonObject();
        data.addProperty("address", Json.address(start));
        data.add("strings", values);
        return new Result.Text(lines, data, missing);
    }

    private static Result rd(Session session, Arguments arguments) throws CommandException {
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2) {
            throw new CommandException("needs an address, and may have a count of 64-bit words");
        }
        long start = Addresses.of(session, words.getFirst());
        int count = words.size() == 2 ? count(words.get(1)) : 1;
        VirtualMemory memory = session.kernel().data().virtual();
        List<String> lines = new ArrayList<>();
        JsonArray values = new JsonArray();
        boolean missing = false;
        for (int i = 0; i < count; i += 2) {
            StringBuilder line = new StringBuilder("%16x:  ".formatted(start + 8L * i));
            StringBuilder characters = new StringBuilder();
            for (int j = i; j < Math.min(count, i + 2); j++) {
                Readout readout = Readout.at(memory, start + 8L * j, 8);
                missing |= readout.bytes().isEmpty();
                String text = readout.bytes().isEmpty()
                        ? "<" + readout.why() + ">"
                        : "%016x".formatted(readout.number());
                line.append("%-17s".formatted(text));
                values.add(text);
                for (byte b : readout.bytes().orElse(new byte[0])) {
                    characters.append(b >= ' ' && b < 0x7f ? (char) b : '.');
                }
            }
            lines.add(line.append("  ").append(characters).toString());
        }
        JsonObject data = new JsonObject();
        data.addProperty("address", Json.address(start));
        data.addProperty("size", 8);
        data.add("values", values);
        return new Result.Text(lines, data, missing);
    }
}
