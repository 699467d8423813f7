package org.mckernel.lifecycle.ihk.context;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the configuration of an installation: one line {@code key = value} per setting that is not the default; #
 * begins a comment.
 */
public final class InstallationFile {
    private static final List<String> KEYS = List.of(
            "prefix",
            "modules",
            "image",
            "driver",
            "generation",
            "choose-irq",
            "build-id",
            "running-timeout",
            "overlay");
    private static final Pattern LINE = Pattern.compile("([a-z-]+)\\s*=\\s*(\\S.*)");
    private static final int LARGEST = 64 << 10;
    private static final int LONGEST_VALUE = 255;
    private static final int LONGEST_WAIT = 3600;

    private final Path file;
    private final Map<String, String> values = new HashMap<>();

    private InstallationFile(Path file) {
        this.file = file;
    }

    /**
     * Reads it.
     *
     * @param required whether it must exist; a missing configuration means the defaults
     */
    public static Installation read(Path file, boolean required) throws IOException {
        InstallationFile reader = new InstallationFile(file);
        if (required || Files.exists(file)) {
            reader.readLines();
        }
        return reader.installation();
    }

    private void readLines() throws IOException {
        List<String> lines = text().lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !KEYS.contains(matcher.group(1))) {
                throw wrong(
                        i + 1,
                        "expected KEY = VALUE with one of %s, found \"%s\""
                                .formatted(
                                        String.join(", ", KEYS),
                                        line.length() > 40 ? line.substring(0, 40) + "…" : line));
            }
            if (matcher.group(2).length() > LONGEST_VALUE) {
                throw wrong(i + 1, "%s is longer than %d characters".formatted(matcher.group(1), LONGEST_VALUE));
            }
            if (values.putIfAbsent(matcher.group(1), matcher.group(2).strip()) != null) {
                throw wrong(i + 1, matcher.group(1) + " is given twice");
            }
        }
    }

    /** The file's text; it may be no plain file, and have no end. */
    private String text() throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a directory; name the file in it");
        }
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST + 1);
        }
        if (bytes.length > LARGEST) {
            throw new FileSystemException(file.toString(), null, "is longer than any configuration");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new FileSystemException(file.toString(), null, "is not text");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            throw new FileSystemException(file.toString(), null, "is not text");
        }
        return text;
    }

    private Installation installation() throws IOException {
        String prefix = directory("prefix", "/usr/local/mckernel");
        return new Installation(
                prefix,
                directory("modules", prefix + "/kmod"),
                values.containsKey("image") ? Optional.of(directory("image", "")) : Optional.empty(),
                oneOf("driver", Installation.DRIVERS),
                values.containsKey("generation")
                        ? Optional.of(oneOf("generation", List.of("A", "B", "C", "D")))
                        : Optional.empty(),
                oneOf("choose-irq", List.of("yes", "no")).equals("yes"),
                Optional.ofNullable(values.get("build-id")),
                seconds("running-timeout", 60),
                overlay());
    }

    /** What is there is unmounted and removed: never what Linux itself has. */
    private String overlay() throws IOException {
        String directory = directory("overlay", "/tmp/mcos");
        if (Path.of(directory).getNameCount() < 2 || directory.matches("/(proc|sys|dev)/.*")) {
            throw wrong("overlay", "a separate directory below another, not in /proc, /sys or /dev");
        }
        return directory;
    }

    /** An absolute name. */
    private String directory(String key, String usual) throws IOException {
        String value = values.getOrDefault(key, usual);
        if (!value.startsWith("/") || !Path.of(value).normalize().equals(Path.of(value))) {
            throw wrong(key, "an absolute path without . and ..");
        }
        return Path.of(value).toString();
    }

    private String oneOf(String key, List<String> words) throws IOException {
        String value = values.getOrDefault(key, words.getFirst());
        if (!words.contains(value)) {
            throw wrong(key, String.join(" or ", words));
        }
        return value;
    }

    private Duration seconds(String key, int usual) throws IOException {
        String value = values.getOrDefault(key, Integer.toString(usual));
        if (!value.matches("[0-9]{1,4}") || Integer.parseInt(value) > LONGEST_WAIT || Integer.parseInt(value) == 0) {
            throw wrong(key, "1 to %d seconds".formatted(LONGEST_WAIT));
        }
        return Duration.ofSeconds(Integer.parseInt(value));
    }

    private FileSystemException wrong(String key, String expected) {
        return new FileSystemException(
                file.toString(), null, "%s: expected %s, found \"%s\"".formatted(key, expected, values.get(key)));
    }

    private FileSystemException wrong(int line, String why) {
        return new FileSystemException(file.toString(), null, "line %d: %s".formatted(line, why));
    }
}
