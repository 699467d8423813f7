package org.mckernel.dump.dwarf.unit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.mckernel.dump.bytes.MalformedFileException;

/** A cache with bounded total cost: the least recently used entries are evicted. Not thread-safe. */
public final class BoundedCache<K, V> {
    private final Map<K, V> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final ToLongFunction<V> cost;
    private final long most;
    private long total;

    /** Loads a value that is not cached. */
    @FunctionalInterface
    public interface Source<V> {
        V read() throws MalformedFileException;
    }

    /** @param most maximum total cost; a single entry may cost more */
    public BoundedCache(long most, ToLongFunction<V> cost) {
        this.most = most;
        this.cost = cost;
    }

    public V get(K key, Source<V> source) throws MalformedFileException {
        V value = kept.get(key);
        if (value == null) {
            value = source.read();
            total += cost.applyAsLong(value);
            kept.put(key, value);
            var eldest = kept.entrySet().iterator();
            while (total > most && kept.size() > 1) {
                total -= cost.applyAsLong(eldest.next().getValue());
                eldest.remove();
            }
        }
        return value;
    }
}
