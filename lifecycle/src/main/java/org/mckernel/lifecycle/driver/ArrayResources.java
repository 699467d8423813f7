package org.mckernel.lifecycle.driver;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.mckernel.dump.device.Device;
import org.mckernel.dump.device.IhkRecord;
import org.mckernel.dump.device.IhkRequest;
import org.mckernel.lifecycle.request.CpuList;
import org.mckernel.lifecycle.request.IkcMap;
import org.mckernel.lifecycle.request.MemoryList;

/** Arrays of numbers: drivers since December 2018. */
final class ArrayResources implements Resources {
    private static final int MOST_CPUS = CpuList.MAX_CPU + 1;
    /**
     * Between two requests other programs may change the number, and the driver writes all, whatever size was
     * announced.
     */
    private static final int SPARE = 64;

    private static final int MOST_CHUNKS = 1 << 20;
    /** Percent of a node's free memory that "all" may take; more is refused. */
    private static final int RATIO = 98;
    /** What every build takes, Fugaku's too. */
    private static final int RATIO_ANYWHERE = 95;

    private static final int SECONDS = 30;

    private final long pageSize;

    /** @param pageSize Linux's, in bytes: memory may be gathered in pieces as small */
    ArrayResources(long pageSize) {
        this.pageSize = pageSize;
    }

    @Override
    public void cpus(Device device, IhkRequest request, List<Integer> cpus) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.CPUS.allocate(arena);
            IhkRecord.CPUS.set(record, "cpus", numbers(arena, cpus).address());
            IhkRecord.CPUS.set(record, "count", cpus.size());
            device.call(request, record);
        }
    }

    @Override
    public List<Integer> cpus(Device device, IhkRequest query, IhkRequest count) throws IOException {
        int number = checked(device, count, device.call(count, 0), MOST_CPUS);
        if (number == 0) {
            return List.of();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cpus = arena.allocate(ValueLayout.JAVA_INT, MOST_CPUS);
            MemorySegment record = IhkRecord.CPUS.allocate(arena);
            IhkRecord.CPUS.set(record, "cpus", cpus.address());
            IhkRecord.CPUS.set(record, "count", number);
            device.call(query, record);
            return numbers(device, query, cpus, number);
        }
    }

    @Override
    public void memory(Device device, IhkRequest request, List<MemoryList.Item> items) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            boolean all = items.stream().anyMatch(MemoryList.Item::all);
            MemorySegment record = IhkRecord.MEMORY.allocate(arena);
            IhkRecord.MEMORY.set(
                    record,
                    "sizes",
                    arena.allocateFrom(
                                    ValueLayout.JAVA_LONG,
                                    items.stream()
                                            .mapToLong(MemoryList.Item::size)
                                            .toArray())
                            .address());
            IhkRecord.MEMORY.set(
                    record,
                    "nodes",
                    numbers(arena, items.stream().map(MemoryList.Item::node).toList())
                            .address());
            IhkRecord.MEMORY.set(record, "count", items.size());
            if (request == IhkRequest.RESERVE_MEM) {
                IhkRecord.MEMORY.set(record, "least", pageSize);
                IhkRecord.MEMORY.set(record, "ratio", all ? RATIO : RATIO_ANYWHERE);
                IhkRecord.MEMORY.set(record, "seconds", SECONDS);
            }
            device.call(request, record);
        }
    }

    @Override
    public List<MemoryChunk> memory(Device device, IhkRequest query) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.MEMORY.allocate(arena);
            device.call(query, record);
            int count = checked(device, query, IhkRecord.MEMORY.get(record, "count"), MOST_CHUNKS);
            if (count == 0) {
                return List.of();
            }
            MemorySegment sizes = arena.allocate(ValueLayout.JAVA_LONG, count + SPARE);
            MemorySegment nodes = arena.allocate(ValueLayout.JAVA_INT, count + SPARE);
            IhkRecord.MEMORY.set(record, "sizes", sizes.address());
            IhkRecord.MEMORY.set(record, "nodes", nodes.address());
            IhkRecord.MEMORY.set(record, "count", count);
            device.call(query, record);
            List<MemoryChunk> chunks = new ArrayList<>();
            for (int i = 0; i < count + SPARE && sizes.getAtIndex(ValueLayout.JAVA_LONG, i) != 0; i++) {
                long bytes = sizes.getAtIndex(ValueLayout.JAVA_LONG, i);
                int node = nodes.getAtIndex(ValueLayout.JAVA_INT, i);
                if (bytes < 0 || node < 0 || node > MemoryList.MAX_NODE) {
                    throw new IOException("%s: %s: chunk %d: %d bytes on node %d cannot be"
                            .formatted(device.name(), query, i, bytes, node));
                }
                chunks.add(new MemoryChunk(bytes, node));
            }
            return List.copyOf(chunks);
        }
    }

    @Override
    public void routes(Device device, IkcMap map) throws IOException {
        List<Integer> sources = new ArrayList<>();
        List<Integer> destinations = new ArrayList<>();
        for (IkcMap.Route route : map.routes()) {
            for (int source : route.sources()) {
                sources.add(source);
                destinations.add(route.destination());
            }
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment record = IhkRecord.ROUTES.allocate(arena);
            IhkRecord.ROUTES.set(record, "sources", numbers(arena, sources).address());
            IhkRecord.ROUTES.set(
                    record, "destinations", numbers(arena, destinations).address());
            IhkRecord.ROUTES.set(record, "count", sources.size());
            device.call(IhkRequest.OS_SET_IKC_MAP, record);
        }
    }

    @Override
    public Optional<IkcMap> routes(Device device) throws IOException {
        int number = checked(device, IhkRequest.OS_GET_NUM_CPUS, device.call(IhkRequest.OS_GET_NUM_CPUS, 0), MOST_CPUS);
        if (number == 0) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sources = arena.allocate(ValueLayout.JAVA_INT, MOST_CPUS);
            MemorySegment destinations = arena.allocate(ValueLayout.JAVA_INT, MOST_CPUS);
            askRoutes(device, arena, sources, destinations, number);
            List<Integer> from = numbers(device, IhkRequest.OS_GET_IKC_MAP, sources, number);
            List<Integer> to = numbers(device, IhkRequest.OS_GET_IKC_MAP, destinations, number);
            TreeMap<Integer, List<Integer>> byDestination = new TreeMap<>();
            for (int i = 0; i < number; i++) {
                byDestination.computeIfAbsent(to.get(i), _ -> new ArrayList<>()).add(from.get(i));
            }
            return Optional.of(new IkcMap(byDestination.entrySet().stream()
                    .map(e -> new IkcMap.Route(e.getValue(), e.getKey()))
                    .toList()));
        }
    }

    /**
     * Requests the routes of {@code number} CPUs.
     *
     * @param sources room for them, as {@code destinations}
     */
    static void askRoutes(Device device, Arena arena, MemorySegment sources, MemorySegment destinations, int number)
            throws IOException {
        MemorySegment record = IhkRecord.ROUTES.allocate(arena);
        IhkRecord.ROUTES.set(record, "sources", sources.address());
        IhkRecord.ROUTES.set(record, "destinations", destinations.address());
        IhkRecord.ROUTES.set(record, "count", number);
        device.call(IhkRequest.OS_GET_IKC_MAP, record);
    }

    private static MemorySegment numbers(Arena arena, List<Integer> numbers) {
        return arena.allocateFrom(
                ValueLayout.JAVA_INT,
                numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    private static List<Integer> numbers(Device device, IhkRequest request, MemorySegment array, int count)
            throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(checked(device, request, array.getAtIndex(ValueLayout.JAVA_INT, i), CpuList.MAX_CPU));
        }
        return List.copyOf(numbers);
    }

    private static int checked(Device device, IhkRequest request, long number, int most) throws IOException {
        if (number < 0 || number > most) {
            throw new IOException(
                    "%s: %s: expected a number from 0 to %d, found %d".formatted(device.name(), request, most, number));
        }
        return (int) number;
    }
}
