package org.mckernel.eclair.command.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.BadArgumentException;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Completion;
import org.mckernel.eclair.command.Kind;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.AddressArgument;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.command.symbol.Owners;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.MemorySearch;
import org.mckernel.eclair.session.RangeSearch;
import org.mckernel.eclair.session.Session;

/** Searches of all the kernel's memory that the dump has, and of a range. */
public final class SearchCommands {
    private static final Parameter<Integer> UNIT =
            Parameter.format("b|h|w|g", Kind.word(Completion.NONE, SearchRange::unit));
    private static final Parameter<Boolean> BITS_32 = Parameter.flag("-w");
    private static final Parameter<Boolean> BITS_16 = Parameter.flag("-h");
    private static final Parameter<Long> MASK = Parameter.option("-m", "MASK", Kinds.NUMBER);
    private static final Parameter<String> TEXT =
            new Parameter<>(List.of("-s", "-c"), "TEXT", Kinds.TEXT, Parameter.Arity.OPTIONAL);
    private static final Parameter<byte[]> BYTES =
            Parameter.option("-b", "HEX", Kind.rest(Completion.NONE, SearchCommands::hex));
    private static final Parameter<SearchRange> RANGE = Parameter.optional(
            "VALUE | START, +LENGTH, VALUE",
            Kind.rest(Completion.EXPRESSION, SearchRange::of).accepting(word -> !word.startsWith("-")));
    private static final Parameter<AddressArgument> ADDRESS = Parameter.required("ADDRESS", Kinds.ADDRESS_WORD);
    private static final Parameter<Long> LENGTH = Parameter.optional("LENGTH", Kinds.NUMBER);

    private SearchCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("search", "find")
                        .takes(UNIT)
                        .takesOneOf(BITS_32, BITS_16, MASK)
                        .takesExactlyOneOf(TEXT, BYTES, RANGE)
                        .summary("where a value is in memory: a 64-bit word (-w 32 bits, -h 16; bits of MASK do not"
                                + " count), text, bytes; in all the kernel's memory, or in a range as gdb's find")
                        .example("search -s practice")
                        .runs(SearchCommands::search),
                command("refs")
                        .takes(ADDRESS, LENGTH)
                        .summary("words that point to an address, or into a range")
                        .example("refs 0xffff8880040db000 0x1000")
                        .runs(SearchCommands::refs));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.MEMORY).needs(Need.IMAGE);
    }

    private static Result search(Session session, Arguments arguments) throws CommandException {
        if (arguments.has(TEXT)) {
            byte[] text = arguments.require(TEXT).getBytes(StandardCharsets.UTF_8);
            return result(session, MemorySearch.forBytes(text));
        }
        if (arguments.has(BYTES)) {
            return result(session, MemorySearch.forBytes(arguments.require(BYTES)));
        }
        SearchRange range = arguments.require(RANGE);
        if (range.start().isPresent()) {
            return range(session, range, arguments.get(UNIT).orElse(Integer.BYTES));
        }
        long value = range.values().getFirst().in(session);
        if (arguments.has(BITS_32) || arguments.has(BITS_16)) {
            return result(session, MemorySearch.forBytes(bytes(value, arguments.has(BITS_32) ? 4 : 2)));
        }
        return result(session, MemorySearch.forWord(value, arguments.get(MASK).orElse(0L)));
    }

    private static byte[] hex(String digits) throws BadArgumentException {
        try {
            return HexFormat.of().parseHex(digits.replace(" ", "").replaceFirst("^0x", ""));
        } catch (IllegalArgumentException e) {
            throw new BadArgumentException("%s: expected bytes as pairs of hexadecimal digits".formatted(digits));
        }
    }

    private static byte[] bytes(long value, int size) {
        byte[] all = new byte[size];
        for (int i = 0; i < size; i++) {
            all[i] = (byte) (value >>> (Byte.SIZE * i));
        }
        return all;
    }

    /** As gdb's find: a text in quotes counts without its end. */
    private static Result range(Session session, SearchRange range, int unit) throws CommandException {
        long start = range.start().get().in(session);
        long length = range.length().isPresent()
                ? range.length().getAsLong()
                : (range.end().get().in(session) - start) + 1;
        List<byte[]> pieces = new ArrayList<>();
        for (SearchRange.Value value : range.values()) {
            pieces.add(
                    value.text().isPresent()
                            ? value.text().get().getBytes(StandardCharsets.UTF_8)
                            : bytes(value.in(session), unit));
        }
        RangeSearch.Found found = RangeSearch.of(session.kernel().data().virtual(), start, length, joined(pieces));
        List<List<Cell>> rows = new ArrayList<>();
        for (long address : found.addresses()) {
            List<String> owners = Owners.lines(session, address);
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
        long start = arguments.require(ADDRESS).in(session);
        return result(
                session, MemorySearch.forRange(start, arguments.get(LENGTH).orElse(1L)));
    }

    private static Result result(Session session, MemorySearch search) throws CommandException {
        ChunkList chunks = MemoryCommands.chunks(session.opened());
        MemorySearch.Found found = search.run(session.opened().dump().memory(), chunks);
        List<List<Cell>> rows = new ArrayList<>();
        for (long physical : found.addresses()) {
            long virtual = session.virtualOf(physical);
            List<String> owners = Owners.lines(session, virtual);
            rows.add(List.of(
                    new Cell.Address(physical),
                    new Cell.Address(virtual),
                    Cell.word(owners.isEmpty() ? "" : owners.getFirst())));
        }
        List<String> notes = new ArrayList<>();
        if (found.more() > 0) {
            notes.add("%d more matches are not listed".formatted(found.more()));
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
