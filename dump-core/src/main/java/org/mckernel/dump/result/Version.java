package org.mckernel.dump.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of the programs; written by the build. */
public final class Version {
    private Version() {}

    /** The version alone, as {@code 1.2.0} or {@code 1.2.0-SNAPSHOT}. */
    public static String number() {
        try (InputStream file = Version.class.getResourceAsStream("version.txt")) {
            return file == null
                    ? "of unknown version"
                    : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code --version} prints: the program's name and its version. */
    public static String of(String program) {
        return program + " " + number();
    }
}
