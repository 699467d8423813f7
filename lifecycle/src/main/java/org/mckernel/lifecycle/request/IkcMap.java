package org.mckernel.lifecycle.request;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which Linux CPU receives the messages of which of McKernel's CPUs.
 *
 * @param routes each source is in one route only
 */
public record IkcMap(List<Route> routes) {
    /**
     * Some CPUs' messages and where they go.
     *
     * @param sources McKernel's CPUs, by Linux's numbers
     * @param destination a CPU that stays with Linux
     */
    public record Route(List<Integer> sources, int destination) {
        public Route {
            sources = List.copyOf(sources);
        }
    }

    public IkcMap {
        routes = List.copyOf(routes);
    }

    /** Reads {@code 4-5:0+6-7:1}. */
    public static IkcMap parse(String option, String value) throws RequestException {
        Cursor cursor = new Cursor(option, value);
        List<Route> routes = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        do {
            List<Integer> sources = CpuList.read(cursor, seen);
            if (!cursor.accept(':')) {
                throw cursor.expected("\":\" and the Linux CPU that receives the messages");
            }
            int start = cursor.index();
            int destination = (int) cursor.number("a CPU number", CpuList.MAX_CPU);
            if (sources.contains(destination)) {
                throw cursor.wrong(start, "CPU %d cannot send to itself".formatted(destination));
            }
            routes.add(new Route(sources, destination));
        } while (cursor.accept('+'));
        cursor.end("\"+\" or the end");
        return new IkcMap(routes);
    }

    /** All sources, in order. */
    public Set<Integer> sources() {
        return routes.stream().flatMap(r -> r.sources().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** All destinations. */
    public Set<Integer> destinations() {
        return routes.stream().map(Route::destination).collect(Collectors.toUnmodifiableSet());
    }

    /** The map as it can be given again. */
    public String text() {
        return routes.stream()
                .map(r -> CpuList.text(r.sources()) + ":" + r.destination())
                .collect(Collectors.joining("+"));
    }
}
