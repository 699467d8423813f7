package org.mckernel.lifecycle.request;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The words McKernel is booted with.
 *
 * @param text the words, separated by blanks; at most {@value #MAX_BYTES} bytes of ASCII
 */
public record KernelArguments(String text) {
    /** The driver keeps so many bytes and cuts the rest without a message. */
    public static final int MAX_BYTES = 255;

    private static final String LEVEL = "dump_level=";
    /** Words the kernel looks for with a plain substring search. */
    private static final List<String> SWITCHES = List.of(
            "hidos",
            "turbo",
            "allow_oversubscribe",
            "time_sharing",
            "idle_halt",
            "safe_kernel_map",
            "anon_on_demand",
            "memdebug");

    /**
     * Checks {@code text}.
     *
     * @param option how an error names where it came from
     */
    static KernelArguments of(String option, String text) throws RequestException {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw RequestException.at(option, text, i, "printable ASCII");
            }
        }
        int length = text.getBytes(StandardCharsets.US_ASCII).length;
        if (length > MAX_BYTES) {
            throw RequestException.of(
                    option,
                    text,
                    "together with the other options these are %d bytes of kernel arguments; IHK accepts %d"
                            .formatted(length, MAX_BYTES));
        }
        return new KernelArguments(text);
    }

    /** True if {@code text} names a dump level of its own. */
    static boolean namesLevel(String text) {
        return text.contains(LEVEL);
    }

    /**
     * The level as the kernel reads it: the first {@code dump_level=} counts, wherever it is; digits up to the
     * first other character, 32 bits of them, none is 0; without the word 24.
     */
    public long dumpLevel() {
        int at = text.indexOf(LEVEL);
        if (at < 0) {
            return 24;
        }
        long level = 0;
        for (int i = at + LEVEL.length(); i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            level = (level * 10 + digit) & 0xffff_ffffL;
        }
        return level;
    }

    /** Whether user pages and free pages are excluded from dumps: the kernel only compares its level with 24. */
    public boolean excludesPages() {
        return dumpLevel() == 24;
    }

    /** What a reader of {@link #text} would not expect, one line each. */
    public List<String> surprises() {
        List<String> lines = new ArrayList<>();
        for (String word : text.trim().split(" +", -1)) {
            for (String name : SWITCHES) {
                if (word.contains(name) && !word.equals(name)) {
                    lines.add("kernel argument %s switches %s on: McKernel matches it anywhere in the line"
                            .formatted(word, name));
                }
            }
        }
        long level = dumpLevel();
        if (level != 0 && level != 24) {
            lines.add("dump_level=%d acts like 0: McKernel only distinguishes 24".formatted(level));
        }
        return lines;
    }
}
