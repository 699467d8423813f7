package org.mckernel.eclair.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.MemorySearch;
import org.mckernel.eclair.session.RangeSearch;
import org.mckernel.eclair.session.Session;

/** Searches of all the kernel's memory that the dump holds, and of a range. */
final class SearchCommands {
    private SearchCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("search", "find"),
                        "[-w|-h|-m MASK] VALUE | -s TEXT | -b HEX | START, +LENGTH, VALUE",
                        "where a value stands: a 64-bit word (-w 32 bits, -h 16; bits of MASK do not count), text,"
                                + " bytes; in all the kernel's memory, or in a range as gdb's find",
                        "search -s practice",
                        SearchCommands::search),
                new Command(
                        List.of("refs"),
                        "ADDRESS [LENGTH]",
                        "words that point to an address, or into a range",
                        "refs 0xffff8880040db000 0x1000",
                        SearchCommands::refs));
    }

    private static Result search(Session session, Arguments arguments) throws CommandException {
        String text = arguments.require("a value, or -s and text");
        if (text.indexOf(',') >= 0 && !text.startsWith("-")) {
            return range(session, arguments);
        }
        String option = text.startsWith("-") && text.length() > 1 && Character.isLetter(text.charAt(1))
                ? text.split("\\s+", 2)[0]
                : "";
        String rest = text.substring(option.length()).strip();
        if (!option.isEmpty() && rest.isEmpty()) {
            throw new CommandException("%s: needs what is searched for".formatted(option));
        }
        return switch (option) {
            case "-s", "-c" -> result(session, MemorySearch.forBytes(rest.getBytes(StandardCharsets.UTF_8)));
            case "-b" -> result(session, MemorySearch.forBytes(hex(rest)));
            case "-w" -> result(session, MemorySearch.forBytes(bytes(Addresses.of(session, rest), 4)));
            case "-h" -> result(session, MemorySearch.forBytes(bytes(Addresses.of(session, rest), 2)));
            case "-m" -> masked(session, arguments);
            case "" -> result(session, MemorySearch.forWord(Addresses.of(session, rest), 0));
            default -> throw new CommandException("%s: expected -s TEXT, -b HEX, -w, -h or -m MASK".formatted(option));
        };
    }

    private static Result masked(Session session, Arguments arguments) throws CommandException {
        List<String> words = arguments.words();
        if (words.size() < 3) {
            throw new CommandException("-m: needs a mask and a value");
        }
        long value = Addresses.of(session, String.join(" ", words.subList(2, words.size())));
        return result(session, MemorySearch.forWord(value, Arguments.number(words.get(1))));
    }

    private static byte[] hex(String digits) throws CommandException {
        try {
            return HexFormat.of().parseHex(digits.replace(" ", "").replaceFirst("^0x", ""));
        } catch (IllegalArgumentException e) {
            throw new CommandException("%s: expected bytes as pairs of hexadecimal digits".formatted(digits));
        }
    }

    private static byte[] bytes(long value, int size) {
        byte[] all = new byte[size];
        for (int i = 0; i < size; i++) {
            all[i] = (byte) (value >>> (Byte.SIZE * i));
        }
        return all;
    }

    /** As gdb's find: {@code /b /h /w /g} is the size of the values, a text in quotes counts without its end. */
    private static Result range(Session session, Arguments arguments) throws CommandException {
        List<String> parts = Arrays.stream(arguments.text().split(",", -1))
                .map(String::strip)
                .toList();
        if (parts.size() < 3 || parts.stream().anyMatch(String::isEmpty)) {
            throw new CommandException(
                    "%s: expected START, +LENGTH, VALUE or START, END, VALUE".formatted(arguments.text()));
        }
        int size = switch (arguments.format().replaceAll("\\d", "")) {
            case "b" -> 1;
            case "h" -> 2;
            case "", "w" -> 4;
            case "g" -> 8;
            default -> throw new CommandException("/%s: expected b, h, w or g".formatted(arguments.format()));
        };
        long start = Addresses.of(session, parts.getFirst());
        long length = parts.get(1).startsWith("+")
                ? Arguments.number(parts.get(1).substring(1).strip())
                : (Addresses.of(session, parts.get(1)) - start) + 1;
        List<byte[]> pieces = new ArrayList<>();
        for (String value : parts.subList(2, parts.size())) {
            boolean text = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
            pieces.add(
                    text
                            ? value.substring(1, value.length() - 1).getBytes(StandardCharsets.UTF_8)
                            : bytes(Addresses.of(session, value), size));
        }
        RangeSearch.Found found = RangeSearch.of(session.kernel().data().virtual(), start, length, joined(pieces));
        List<List<Cell>> rows = new ArrayList<>();
        for (long address : found.addresses()) {
            List<String> owners = SymbolCommands.owners(session, address);
            rows.add(List.of(new Cell.Address(address), Cell.word(owners.isEmpty() ? "" : owners.getFirst())));
        }
        return new Result.Table(
                "places", List.of(Column.word("virtual", "Virtual"), Column.word("owner", "In")), rows, found.notes());
    }

    private static byte[] joined(List<byte[]> pieces) {
        byte[] all = new byte[pieces.stream().mapToInt(p -> p.length).sum()];
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private static Result refs(Session session, Arguments arguments) throws CommandException {
        List<String> words = arguments.words();
        if (words.isEmpty() || words.size() > 2) {
            throw new CommandException("needs an address, and may have a length");
        }
        long start = Addresses.of(session, words.getFirst());
        long length = words.size() == 2 ? Arguments.number(words.get(1)) : 1;
        return result(session, MemorySearch.forRange(start, length));
    }

    private static Result result(Session session, MemorySearch search) throws CommandException {
        ChunkList chunks = MemoryCommands.chunks(session.opened());
        MemorySearch.Found found = search.run(session.opened().dump().memory(), chunks);
        List<List<Cell>> rows = new ArrayList<>();
        for (long physical : found.addresses()) {
            long virtual = session.virtualOf(physical);
            List<String> owners = SymbolCommands.owners(session, virtual);
            rows.add(List.of(
                    new Cell.Address(physical),
                    new Cell.Address(virtual),
                    Cell.word(owners.isEmpty() ? "" : owners.getFirst())));
        }
        List<String> notes = new ArrayList<>();
        if (found.more() > 0) {
            notes.add("%d more places are not listed".formatted(found.more()));
        }
        return new Result.Table(
                "places",
                List.of(
                        Column.word("physical", "Physical"),
                        Column.word("virtual", "Virtual"),
                        Column.word("owner", "In")),
                rows,
                notes);
    }
}
