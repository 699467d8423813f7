package org.mckernel.eclair.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.mckernel.dump.kernel.ChunkList;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.MemorySearch;
import org.mckernel.eclair.session.Session;

/** Searches of all the kernel's memory that the dump holds. */
final class SearchCommands {
    private SearchCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(List.of("search", "find"), "[-m MASK] VALUE | -s TEXT",
                        "where a 64-bit word, or text, stands in the kernel's memory; bits of MASK do not count",
                        "search -s practice", SearchCommands::search),
                new Command(List.of("refs"), "ADDRESS [LENGTH]", "words that point to an address, or into a range",
                        "refs 0xffff8880040db000 0x1000", SearchCommands::refs));
    }

    private static Result search(Session session, Arguments arguments) throws CommandException {
        String text = arguments.require("a value, or -s and text");
        if (text.startsWith("-s ")) {
            return result(session, MemorySearch.forBytes(text.substring(3).strip().getBytes(StandardCharsets.UTF_8)));
        }
        long mask = 0;
        if (text.startsWith("-m ")) {
            List<String> words = arguments.words();
            if (words.size() < 3) {
                throw new CommandException("-m: needs a mask and a value");
            }
            mask = Arguments.number(words.get(1));
            text = String.join(" ", words.subList(2, words.size()));
        }
        long value = Addresses.of(session, text);
        return result(session, MemorySearch.forWord(value, mask));
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
            rows.add(List.of(new Cell.Address(physical), new Cell.Address(virtual),
                    Cell.word(owners.isEmpty() ? "" : owners.getFirst())));
        }
        List<String> notes = new ArrayList<>();
        if (found.more() > 0) {
            notes.add("%d more places are not listed".formatted(found.more()));
        }
        return new Result.Table("places",
                List.of(Column.word("physical", "Physical"), Column.word("virtual", "Virtual"),
                        Column.word("owner", "In")),
                rows, notes);
    }
}
