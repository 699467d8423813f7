package org.mckernel.lifecycle.host;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.mckernel.lifecycle.request.CpuList;

/**
 * A set of CPUs, by Linux's numbers, in the two ways in which Linux writes one: {@code ff,fff00000}, words of 32 bits,
 * the highest first, and {@code 20-39}.
 */
public final class CpuMask {
    /** Linux can be built for 8192 CPUs. */
    public static final int LARGEST = 8191;

    private static final int WORD = 32;

    private final BitSet bits;

    private CpuMask(BitSet bits) {
        this.bits = bits;
    }

    /** These CPUs, each from 0 to {@value #LARGEST}. */
    public static CpuMask of(Collection<Integer> cpus) {
        BitSet bits = new BitSet();
        for (int cpu : cpus) {
            if (cpu < 0 || cpu > LARGEST) {
                throw new IllegalArgumentException("CPU " + cpu + " cannot be");
            }
            bits.set(cpu);
        }
        return new CpuMask(bits);
    }

    /**
     * Reads words: {@code 00,000fffff}. Linux takes any number of words; the last always holds CPUs 0 to 31.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static CpuMask parse(String text) {
        String[] words = text.split(",", -1);
        if (words.length > (LARGEST + 1) / WORD) {
            throw wrong("a mask of CPUs", text);
        }
        BitSet bits = new BitSet();
        for (int i = 0; i < words.length; i++) {
            if (!words[i].matches("[0-9a-fA-F]{1,8}")) {
                throw wrong("a mask of CPUs", text);
            }
            long word = Long.parseLong(words[i], 16);
            int first = (words.length - 1 - i) * WORD;
            BitSet.valueOf(new long[] {word}).stream().forEach(bit -> bits.set(first + bit));
        }
        return new CpuMask(bits);
    }

    /**
     * Reads ranges, as {@code /sys/devices/system/cpu/online} has them: {@code 0-3,8}; empty for none.
     *
     * @throws IllegalArgumentException if they are none
     */
    public static CpuMask parseList(String text) {
        BitSet bits = new BitSet();
        if (text.isEmpty()) {
            return new CpuMask(bits);
        }
        for (String item : text.split(",", -1)) {
            if (!item.matches("[0-9]{1,4}(-[0-9]{1,4})?")) {
                throw wrong("a list of CPUs", text);
            }
            int dash = item.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? item : item.substring(0, dash));
            int last = Integer.parseInt(item.substring(dash + 1));
            if (last < first || last > LARGEST) {
                throw wrong("a list of CPUs", text);
            }
            bits.set(first, last + 1);
        }
        return new CpuMask(bits);
    }

    private static IllegalArgumentException wrong(String expected, String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return new IllegalArgumentException("expected %s, found \"%s\"".formatted(expected, shown));
    }

    /** Ascending. */
    public List<Integer> cpus() {
        return bits.stream().boxed().collect(Collectors.toCollection(ArrayList::new));
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean contains(int cpu) {
        return bits.get(cpu);
    }

    /** CPUs that are in both. */
    public CpuMask and(CpuMask other) {
        BitSet both = copy();
        both.and(other.bits);
        return new CpuMask(both);
    }

    /** CPUs of this one that are not in {@code other}. */
    public CpuMask without(CpuMask other) {
        BitSet rest = copy();
        rest.andNot(other.bits);
        return new CpuMask(rest);
    }

    /** Of the CPUs from 0 to {@code count - 1}, those that are not in this one. */
    public CpuMask complement(int count) {
        BitSet all = new BitSet();
        all.set(0, count);
        all.andNot(bits);
        return new CpuMask(all);
    }

    private BitSet copy() {
        return (BitSet) bits.clone();
    }

    /**
     * Words as Linux prints them for {@code count} CPUs: the first word has as many digits as its CPUs need, the others
     * eight. CPUs beyond {@code count} make it longer; none is omitted.
     */
    public String words(int count) {
        int size = Math.max(1, Math.max(count, bits.length()));
        int words = Math.ceilDiv(size, WORD);
        StringBuilder text = new StringBuilder();
        for (int word = words - 1; word >= 0; word--) {
            long value = 0;
            for (int bit = 0; bit < WORD; bit++) {
                value |= bits.get(word * WORD + bit) ? 1L << bit : 0;
            }
            int digits = Math.ceilDiv(Math.min(WORD, size - word * WORD), 4);
            text.append("%0".concat(digits + "x").formatted(value)).append(word > 0 ? "," : "");
        }
        return text.toString();
    }

    /** Ranges: {@code 20-39}; empty for none. */
    public String list() {
        return bits.isEmpty() ? "" : CpuList.text(cpus());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuMask mask && mask.bits.equals(bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    /** As ranges. */
    @Override
    public String toString() {
        return CpuList.text(cpus());
    }
}
