package org.mckernel.lifecycle.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Forms of a vmcore that a simulated panic can leave. */
public enum VmcoreFormat {
    /** ELF, as /proc/vmcore is. */
    ELF,
    /** makedumpfile's format, uncompressed pages. */
    KDUMP_RAW,
    /** makedumpfile -c. */
    KDUMP_ZLIB,
    /** makedumpfile -l. */
    KDUMP_LZO,
    /** makedumpfile -p. */
    KDUMP_SNAPPY,
    /** makedumpfile -z. */
    KDUMP_ZSTD,
    /** makedumpfile's format, pages compressed by different methods. */
    KDUMP_MIXED,
    /** The older diskdump. */
    DISKDUMP,
    /** makedumpfile -F -c, for a pipe. */
    FLATTENED,
    /** makedumpfile -F -E. */
    FLATTENED_ELF;

    /** Its name on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All names, for an error or a help text. */
    public static String words() {
        return Arrays.stream(values()).map(VmcoreFormat::word).collect(Collectors.joining(", "));
    }

    /** The one called {@code word}; empty if there is none. */
    public static Optional<VmcoreFormat> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }
}
