package org.mckernel.converter.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.format.Dump;
import org.mckernel.dump.format.mckdump.Mckdump;

/**
 * When, where and by whom a dump was written: the texts of an mckdump's first three sections.
 *
 * @param date as C's asctime writes it, without the newline: 24 characters
 * @param hostname of the machine that writes
 * @param user login name
 */
record Origin(String date, String hostname, String user) {
    private static final DateTimeFormatter ASCTIME =
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);

    /** For an mckdump that is filtered again, its own values; for a vmcore, this host and time. */
    static Origin of(Dump dump) throws MalformedFileException {
        Origin here = current();
        Optional<Mckdump> mckdump = dump.as(Mckdump.class);
        return mckdump.isEmpty()
                ? here
                : new Origin(
                        mckdump.get().date().orElse(here.date),
                        mckdump.get().host().orElse(here.hostname),
                        mckdump.get().user().orElse(here.user));
    }

    private static Origin current() {
        return new Origin(
                ASCTIME.format(LocalDateTime.now(ZoneId.systemDefault())),
                currentHost(),
                System.getProperty("user.name", "unknown"));
    }

    private static String currentHost() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname"), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
