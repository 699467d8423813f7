package org.mckernel.lifecycle.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Forms of a vmcore that a simulated panic can leave. */
public enum VmcoreForm {
    /** ELF, as /proc/vmcore is. */
    ELF,
    /** makedumpfile's format, pages as they are. */
    KDUMP_RAW,
    /** makedumpfile -c. */
    KDUMP_ZLIB,
    /** makedumpfile -l. */
    KDUMP_LZO,
    /** makedumpfile -p. */
    KDUMP_SNAPPY,
    /** makedumpfile -z. */
    KDUMP_ZSTD,
    /** makedumpfile -F, for a pipe. */
    FLATTENED;

    /** Its name on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one called {@code word}; empty if there is none. */
    public static Optional<VmcoreForm> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }
}
