package org.mckernel.lifecycle.host;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Sets of CPUs out of a seed, which an assertion that fails can name. */
final class RandomCpus {
    private static final int TRIES = 500;

    private final long seed;
    private final Random random;

    private RandomCpus(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** The seeds that a property is held to. */
    static Stream<RandomCpus> seeds() {
        return IntStream.range(0, TRIES).mapToObj(RandomCpus::new);
    }

    int number(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    /** From {@code least} to {@code most} CPUs, each from {@code first} to {@code last}. */
    Set<Integer> set(int least, int most, int first, int last) {
        int size = number(least, most);
        Set<Integer> cpus = new TreeSet<>();
        while (cpus.size() < size) {
            cpus.add(number(first, last));
        }
        return cpus;
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
