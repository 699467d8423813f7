package org.mckernel.dump.unwind;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;

/**
 * Answers of debug information that were given before: the stacks of thousands of threads go through the same few
 * addresses. What is damaged answers nothing. Not for several threads.
 *
 * @param <K> what is asked about, compared by value
 * @param <V> an answer
 */
public final class LookupCache<K, V> {
    /** Kernels have more addresses, but stacks lead through few of them; what comes later is asked each time. */
    private static final int MOST_KEPT = 1 << 14;

    private final Map<K, Optional<V>> known = new HashMap<>();
    private final Question<K, V> question;

    /** Asks debug information. */
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
