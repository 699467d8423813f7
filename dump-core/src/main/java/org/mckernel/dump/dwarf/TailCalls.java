package org.mckernel.dump.dwarf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.Die;
import org.mckernel.dump.dwarf.unit.DwarfUnits;

/**
 * Finds functions without a frame: they jumped to the next function instead of calling it. The path from the called
 * function to the running one is reported only if it is unique.
 */
final class TailCalls {
    private static final int LONGEST = 8;
    private static final int MOST_STEPS = 1000;

    private final DebugInfo info;
    private final DwarfUnits units;
    private final Map<List<Long>, List<Long>> known = new HashMap<>();

    TailCalls(DebugInfo info, DwarfUnits units) {
        this.info = info;
        this.units = units;
    }

    /** One search: its target, the paths found, and the steps done. */
    private final class Search {
        private final String target;
        private final List<List<Long>> paths = new ArrayList<>();
        private final Set<Long> onPath = new HashSet<>();
        private int steps;

        Search(String target) {
            this.target = target;
        }

        void from(Die function, List<Long> path) throws MalformedFileException {
            if (path.size() >= LONGEST || paths.size() > 1 || !onPath.add(function.offset())) {
                return;
            }
            for (Die site : CallSites.of(function)) {
                Optional<Die> called = CallSites.isTailCall(site) ? CallSites.called(site, units) : Optional.empty();
                if (called.isPresent() && steps++ < MOST_STEPS) {
                    List<Long> longer = new ArrayList<>(path);
                    longer.addFirst(CallSites.returnAddress(site));
                    if (info.name(called.get()).equals(target)) {
                        paths.add(longer);
                    } else {
                        Optional<Die> body = info.body(called.get());
                        if (body.isPresent()) {
                            from(body.get(), longer);
                        }
                    }
                }
            }
            onPath.remove(function.offset());
        }
    }

    /**
     * Addresses after the jumps that led from a call to a function, the last jump first; empty when there were none.
     */
    List<Long> between(Die callee, Die caller, long returnsTo) throws MalformedFileException {
        List<Long> key = List.of(callee.offset(), returnsTo);
        List<Long> path = known.get(key);
        if (path == null) {
            path = search(callee, caller, returnsTo);
            known.put(key, path);
        }
        return path;
    }

    private List<Long> search(Die callee, Die caller, long returnsTo) throws MalformedFileException {
        Optional<Die> site = CallSites.returningTo(caller, returnsTo);
        Optional<Die> called = site.isPresent() ? CallSites.called(site.get(), units) : Optional.empty();
        String target = info.name(callee);
        if (called.isEmpty() || target.isEmpty() || info.name(called.get()).equals(target)) {
            return List.of();
        }
        Optional<Die> body = info.body(called.get());
        if (body.isEmpty()) {
            return List.of();
        }
        Search search = new Search(target);
        search.from(body.get(), List.of());
        return search.paths.size() == 1 && search.steps < MOST_STEPS ? List.copyOf(search.paths.getFirst()) : List.of();
    }
}
