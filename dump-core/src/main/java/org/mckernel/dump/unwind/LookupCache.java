package org.mckernel.dump.unwind;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * A cache of debug information lookups: the stacks of thousands of threads contain the same few addresses. Damaged
 * debug information gives an empty result. Not thread-safe.
 *
 * @param <K> the key, compared by value
 * @param <V> the result
 */
public final class LookupCache<K, V> {
    /** Kernels have more addresses, but stacks contain few of them; later ones are not cached. */
    private static final int MOST_KEPT = 1 << 14;

    private final Map<K, Optional<V>> known = new HashMap<>();
    private final Question<K, V> question;

    /** Looks up debug information. */
    @FunctionalInterface
    public interface Question<K, V> {
        Optional<V> ask(K about) throws MalformedFileException;
    }

    public LookupCache(Question<K, V> question) {
        this.question = question;
    }

    public Optional<V> about(K key) {
        Optional<V> answer = known.get(key);
        if (answer == null) {
            answer = ask(key);
            if (known.size() < MOST_KEPT) {
                known.put(key, answer);
            }
        }
        return answer;
    }

    private Optional<V> ask(K key) {
        try {
            return question.ask(key);
        } catch (MalformedFileException e) {
            return Optional.empty();
        }
    }
}
