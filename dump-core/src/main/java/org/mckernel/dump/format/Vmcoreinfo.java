package org.mckernel.dump.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The VMCOREINFO note: lines {@code KEY=VALUE} by which a Linux kernel describes itself to dump tools. Numbers in
 * {@code SYMBOL(...)} and {@code KERNELOFFSET} are hexadecimal, in {@code NUMBER(...)}, {@code SIZE(...)}, {@code
 * OFFSET(...)} and {@code LENGTH(...)} decimal (newer arm64 kernels write some numbers with 0x).
 */
public final class Vmcoreinfo {
    private final Map<String, String> values;

    private Vmcoreinfo(Map<String, String> values) {
        this.values = values;
    }

    /** Parses the note's text; lines without {@code =} are ignored, the first of equal keys is used. */
    public static Vmcoreinfo parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new Vmcoreinfo(values);
    }

    /** Value of a key as written. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** {@code SYMBOL(name)}: a run-time virtual address. */
    public OptionalLong symbol(String name) {
        return hex(values.get("SYMBOL(" + name + ")"));
    }

    /** {@code NUMBER(name)}. */
    public OptionalLong number(String name) {
        return decimal(values.get("NUMBER(" + name + ")"));
    }

    /** {@code OFFSET(struct.member)}, in bytes. */
    public OptionalLong offset(String member) {
        return decimal(values.get("OFFSET(" + member + ")"));
    }

    /** {@code KERNELOFFSET}: how far KASLR moved the kernel's text. */
    public OptionalLong kernelOffset() {
        return hex(values.get("KERNELOFFSET"));
    }

    /** {@code OSRELEASE}. */
    public Optional<String> release() {
        return value("OSRELEASE");
    }

    private static OptionalLong hex(String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        try {
            return OptionalLong.of(Long.parseUnsignedLong(digits.strip(), 16));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong decimal(String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        if (text.startsWith("0x")) {
            return hex(text);
        }
        try {
            String digits = text.strip();
            return OptionalLong.of(digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
