package org.mckernel.eclair.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.walk.ListWalk;
import org.mckernel.dump.kernel.walk.TreeWalk;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Structures that are linked in lists and trees. */
final class WalkCommands {
    private static final Pattern LINK = Pattern.compile("(?:struct\\s+)?(\\w+)\\.([\\w.]+)\\s+(?:-[Hr]\\s+)?(.+)");
    private static final int MOST_LISTED = 10_000;

    private WalkCommands() {}

    static List<Command> all() {
        return List.of(
                new Command(
                        List.of("list_head"),
                        "STRUCT.MEMBER HEAD",
                        "the structures linked in a list by a member; HEAD is the address of its head",
                        "list_head thread.sched_list &clv[2].runq",
                        WalkCommands::list),
                new Command(
                        List.of("rbtree", "tree"),
                        "STRUCT.MEMBER ROOT",
                        "the structures of a red-black tree, in its order; ROOT is the address of its rb_root",
                        "rbtree free_chunk.node &memory_nodes[0].free_chunks",
                        WalkCommands::tree));
    }

    /** Follows the links from an address; answers how many there are. */
    @FunctionalInterface
    private interface Walk {
        int follow(VirtualMemory memory, long from, List<String> notes, LongConsumer visit) throws CommandException;
    }

    static Result list(Session session, Arguments arguments) throws CommandException {
        return linked(
                session,
                arguments,
                "a list's head",
                (memory, from, notes, visit) ->
                        ListWalk.forEach(memory, from, "list at 0x%x".formatted(from), notes, visit));
    }

    private static Result tree(Session session, Arguments arguments) throws CommandException {
        return linked(session, arguments, "a tree's root", (memory, from, notes, visit) -> {
            ReadResult root = ReadResult.at(memory, from, Long.BYTES);
            if (root.bytes().isEmpty()) {
                throw new CommandException("the root at 0x%x is <%s>".formatted(from, root.why()));
            }
            int[] count = {0};
            TreeWalk.forEach(memory, root.number(), "tree at 0x%x".formatted(from), notes, node -> {
                count[0]++;
                visit.accept(node);
            });
            return count[0];
        });
    }

    private static Result linked(Session session, Arguments arguments, String start, Walk walk)
            throws CommandException {
        Matcher matcher = LINK.matcher(arguments.require("STRUCT.MEMBER and the address of " + start));
        if (!matcher.matches()) {
            throw new CommandException(
                    "%s: expected STRUCT.MEMBER and the address of %s".formatted(arguments.text(), start));
        }
        CType type = ValueCommands.structure(session, matcher.group(1));
        VirtualMemory memory = session.kernel().data().virtual();
        long offset = ValueCommands.part(Value.at(type, 0, memory), matcher.group(2))
                .address()
                .orElseThrow();
        long from = session.evaluation().address(matcher.group(3));
        List<String> notes = new ArrayList<>();
        JsonArray places = new JsonArray();
        List<String> lines = new ArrayList<>();
        String name = ValueCommands.typed(() -> TypeText.name(type));
        int count = walk.follow(memory, from, notes, node -> {
            if (places.size() < MOST_LISTED) {
                places.add(JsonRenderer.address(node - offset));
                lines.add("(%s *) 0x%x".formatted(name, node - offset));
            }
        });
        if (count > MOST_LISTED) {
            lines.add("… %d more".formatted(count - MOST_LISTED));
        }
        if (count == 0 && notes.isEmpty()) {
            lines.add("nothing is linked there");
        }
        lines.addAll(notes);
        JsonObject data = new JsonObject();
        data.addProperty("type", name);
        data.add("places", places);
        if (!notes.isEmpty()) {
            data.add("notes", JsonRenderer.words(notes));
        }
        return new Result.Text(lines, data, !notes.isEmpty());
    }
}
