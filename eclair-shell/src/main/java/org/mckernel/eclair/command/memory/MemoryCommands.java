package org.mckernel.eclair.command.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.dump.format.mckdump.Mckdump;
import org.mckernel.dump.kernel.KernelDataException;
import org.mckernel.dump.kernel.ihk.BadRecordException;
import org.mckernel.dump.kernel.ihk.ChunkList;
import org.mckernel.dump.kernel.memory.FreeMemory;
import org.mckernel.dump.locate.McKernelLocation;
import org.mckernel.dump.memory.Extent;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.result.ByteCount;
import org.mckernel.dump.result.Cell;
import org.mckernel.dump.result.Result;
import org.mckernel.dump.result.Result.Column;
import org.mckernel.eclair.command.Arguments;
import org.mckernel.eclair.command.Command;
import org.mckernel.eclair.command.Need;
import org.mckernel.eclair.command.Topic;
import org.mckernel.eclair.session.CommandException;
import org.mckernel.eclair.session.OpenedDump;
import org.mckernel.eclair.session.Session;

/** Memory as a whole: what is free, what the dump has. */
public final class MemoryCommands {
    private MemoryCommands() {}

    /** The commands. */
    public static List<Command> all() {
        return List.of(
                Command.named("kmem")
                        .topic(Topic.MEMORY)
                        .summary("memory per NUMA node: used, user and free pages; free ranges by size")
                        .needs(Need.IMAGE, Need.DEBUG_INFORMATION)
                        .limitedWithout(Need.ASSIGNED_MEMORY)
                        .runs(MemoryCommands::kmem),
                Command.named("memory map")
                        .topic(Topic.MEMORY)
                        .summary("physical ranges of the kernel, and whether the dump has them")
                        .runs(MemoryCommands::map));
    }

    private static Result kmem(Session session, Arguments arguments) throws CommandException {
        try {
            FreeMemory memory = new FreeMemory(session.kernel().data());
            List<List<Cell>> rows = new ArrayList<>();
            List<String> notes = new ArrayList<>();
            Optional<MemoryUsage> usage = MemoryUsage.of(session, notes);
            for (FreeMemory.NumaNode node : memory.nodes()) {
                if (node.pages().orElse(0) == 0) {
                    continue;
                }
                long[] free = {0, 0};
                TreeMap<Integer, Integer> bySize = new TreeMap<>();
                memory.forEach(node, notes, (physical, bytes) -> {
                    free[0] += bytes;
                    free[1]++;
                    bySize.merge(63 - Long.numberOfLeadingZeros(bytes), 1, Integer::sum);
                    return true;
                });
                StringBuilder sizes = new StringBuilder();
                bySize.forEach((power, count) -> sizes.append(sizes.isEmpty() ? "" : ", ")
                        .append("%d of %s+".formatted(count, ByteCount.text(1L << power))));
                rows.add(List.of(
                        new Cell.Count(node.id()),
                        new Cell.Count(node.pages().orElse(0)),
                        MemoryUsage.cell(usage.map(u -> u.usedPages(node.id()))),
                        MemoryUsage.cell(usage.map(u -> u.userPages(node.id()))),
                        node.freePages().isPresent()
                                ? new Cell.Count(node.freePages().getAsLong())
                                : new Cell.Absent("not in dump"),
                        new Cell.Count(free[0]),
                        new Cell.Count(free[1]),
                        Cell.word(sizes.toString())));
            }
            return new Result.Table(
                    "nodes",
                    List.of(
                            Column.number("node", "Node"), Column.number("pages", "Pages"),
                            Column.number("usedPages", "Used"), Column.number("userPages", "User"),
                            Column.number("freePages", "Free"), Column.number("freeBytesInTree", "Bytes in tree"),
                            Column.number("freeRanges", "Ranges"), Column.word("bySize", "By size")),
                    rows,
                    notes);
        } catch (KernelDataException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static Result map(Session session, Arguments arguments) throws CommandException {
        PhysicalMemory memory = session.opened().dump().memory();
        ChunkList chunks = chunks(session.opened());
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < chunks.count(); i++) {
            for (long done = 0; done < chunks.size(i); ) {
                Extent extent = memory.extent(chunks.address(i) + done, chunks.size(i) - done);
                rows.add(List.of(
                        new Cell.Count(i),
                        new Cell.Address(extent.start()),
                        new Cell.Address(extent.end()),
                        new Cell.Word(ByteCount.text(extent.length())),
                        new Cell.Word(extent.presence().label())));
                done += extent.length();
            }
        }
        return new Result.Table(
                "extents",
                List.of(
                        Column.number("chunk", "Chunk"),
                        Column.word("start", "Start"),
                        Column.word("end", "End"),
                        Column.number("size", "Size"),
                        Column.word("presence", "In dump")),
                rows,
                List.of());
    }

    /** Physical ranges of the kernel's memory. */
    static ChunkList chunks(OpenedDump opened) throws CommandException {
        if (opened.dump().as(Mckdump.class).isPresent()) {
            ChunkList.Builder chunks = new ChunkList.Builder();
            opened.dump().as(Mckdump.class).get().chunks().forEach(c -> chunks.add(c.address(), c.size()));
            return chunks.build();
        }
        McKernelLocation location = opened.location()
                .orElseThrow(() -> new CommandException(
                        "the kernel's memory is unknown: McKernel was not located in this vmcore"));
        try {
            return location.announced(opened.dump().memory());
        } catch (BadRecordException e) {
            throw new CommandException(e.getMessage());
        }
    }
}
