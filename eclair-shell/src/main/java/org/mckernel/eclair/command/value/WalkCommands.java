package org.mckernel.eclair.command.value;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.expression.Value;
import org.mckernel.dump.kernel.walk.ListWalk;
import org.mckernel.dump.kernel.walk.TreeWalk;
import org.mckernel.dump.result.JsonRenderer;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.type.CType;
import org.mckernel.dump.type.TypeText;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Parameter;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.command.argument.Kinds;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.Session;

/** Structures that are linked in lists and trees. */
public final class WalkCommands {
    private static final int MOST_LISTED = 10_000;

    private static final Parameter<StructureArgument> LINK =
            Parameter.required("STRUCT.MEMBER", StructureArgument.LINK);
    /** How crash is given that an address is a head or a root, which it always is here. */
    private static final Parameter<Boolean> HEAD_OPTION = Parameter.flag("-H", "-r");

    private static final Parameter<String> HEAD = Parameter.required("HEAD", Kinds.EXPRESSION);
    private static final Parameter<String> ROOT = Parameter.required("ROOT", Kinds.EXPRESSION);

    private WalkCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                command("list_head")
                        .takes(LINK, HEAD_OPTION, HEAD)
                        .summary("the structures linked in a list by a member; HEAD is the address of its head")
                        .example("list_head thread.sched_list &clv[2].runq")
                        .runs((session, arguments) -> list(session, arguments.require(LINK), arguments.require(HEAD))),
                command("rbtree", "tree")
                        .takes(LINK, HEAD_OPTION, ROOT)
                        .summary("the structures of a red-black tree, in its order; ROOT is the address of its rb_root")
                        .example("rbtree free_chunk.node &memory_nodes[0].free_chunks")
                        .runs((session, arguments) -> tree(session, arguments.require(LINK), arguments.require(ROOT))));
    }

    private static Command.Builder command(String... names) {
        return Command.named(names).topic(Topic.VALUES).needs(Need.IMAGE, Need.DEBUG_INFORMATION);
    }

    /** Follows the links from an address; returns how many there are. */
    @FunctionalInterface
    private interface Walk {
        int follow(VirtualMemory memory, long from, List<String> notes, LongConsumer visit) throws CommandException;
    }

    /**
     * The structures of a list.
     *
     * @param link the structure, and the member that links it
     * @param head an expression: the address of the list's head
     * @throws CommandException when there is no such structure or address
     */
    public static Result list(Session session, StructureArgument link, String head) throws CommandException {
        return linked(
                session,
                link,
                head,
                (memory, from, notes, visit) ->
                        ListWalk.forEach(memory, from, "list at 0x%x".formatted(from), notes, visit));
    }

    private static Result tree(Session session, StructureArgument link, String start) throws CommandException {
        return linked(session, link, start, (memory, from, notes, visit) -> {
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

    private static Result linked(Session session, StructureArgument link, String start, Walk walk)
            throws CommandException {
        CType type = link.typeIn(session);
        VirtualMemory memory = session.kernel().data().virtual();
        long offset = StructureArgument.member(
                        Value.at(type, 0, memory), link.members().getFirst())
                .address()
                .orElseThrow();
        long from = session.evaluation().address(start);
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
            lines.add("... %d more".formatted(count - MOST_LISTED));
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
