package org.mckernel.dump.triage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Linux's names of system calls, whose numbers McKernel uses; one list per architecture, read on first use. */
final class SystemCallNames {
    private static final Map<String, Map<Long, String>> KNOWN = new HashMap<>();

    private SystemCallNames() {}

    /**
     * The name of a call; empty for a number that Linux does not use, such as those of McKernel's own calls.
     *
     * @param architecture as {@code Architecture.name()}
     */
    static Optional<String> of(String architecture, long number) {
        synchronized (KNOWN) {
            return Optional.ofNullable(
                    KNOWN.computeIfAbsent(architecture, SystemCallNames::read).get(number));
        }
    }

    /**
     * Lines {@code NUMBER NAME}, taken from the numbers in Linux's {@code asm/unistd_64.h} and
     * {@code asm-generic/unistd.h}.
     */
    private static Map<Long, String> read(String architecture) {
        Map<Long, String> names = new HashMap<>();
        try (InputStream stream = SystemCallNames.class.getResourceAsStream("calls-%s.txt".formatted(architecture))) {
            if (stream == null) {
                return names;
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int blank = line.indexOf(' ');
                names.put(Long.parseLong(line.substring(0, blank)), line.substring(blank + 1));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
