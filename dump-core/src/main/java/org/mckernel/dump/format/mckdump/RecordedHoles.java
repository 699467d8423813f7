package org.mckernel.dump.format.mckdump;

import com.google.gson.stream.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/**
 * The ranges of absent memory that the section {@code mckinfo} records: JSON with a member {@code holes}, an array of
 * objects with {@code start} and {@code length} (text, hexadecimal with 0x) and {@code presence} (a {@link
 * Presence#label}). Everything else in it is ignored.
 */
final class RecordedHoles {
    private static final int MOST_HOLES = 1 << 20;
    /** Space for the maximum number of holes, about 70 bytes each, and for the description before them. */
    private static final long LONGEST_JSON = 128L * MOST_HOLES;

    private final StoredMemoryBuilder memory;
    private int count;

    private RecordedHoles(StoredMemoryBuilder memory) {
        this.memory = memory;
    }

    /**
     * Adds the holes to {@code memory}.
     *
     * @param section the section {@code mckinfo}
     * @throws MalformedFileException when one of them cannot be read: without it absent memory would be shown as zeros
     */
    static void read(ElfFile file, ElfSection section, StoredMemoryBuilder memory) throws MalformedFileException {
        MemorySegment json = file.data(section);
        if (json.byteSize() > LONGEST_JSON) {
            throw malformed(
                    file, section, "at most %d bytes".formatted(LONGEST_JSON), "%d bytes".formatted(json.byteSize()));
        }
        try (Reader text = new InputStreamReader(
                        new ByteArrayInputStream(json.toArray(ValueLayout.JAVA_BYTE)), StandardCharsets.UTF_8);
                JsonReader reader = new JsonReader(text)) {
            new RecordedHoles(memory).document(reader);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            throw malformed(file, section, "JSON with the holes", firstLine(e));
        }
    }

    private static MalformedFileException malformed(ElfFile file, ElfSection section, String expected, String found) {
        return MalformedFileException.at(
                file.source(),
                section.offset(),
                "record of absent memory (section mckinfo; without it absent pages look like zeros, convert again)",
                expected,
                found);
    }

    /** Without Gson's advice to its caller, which does not help a user. */
    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName())
                .replaceFirst("^Use JsonReader\\.\\S+ to accept ", "");
    }

    private void document(JsonReader reader) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            if (reader.nextName().equals("holes")) {
                holes(reader);
            } else {
                reader.skipValue();
            }
        }
    }

    private void holes(JsonReader reader) throws IOException {
        reader.beginArray();
        while (reader.hasNext()) {
            hole(reader);
        }
        reader.endArray();
    }

    private void hole(JsonReader reader) throws IOException {
        long start = -1;
        long length = -1;
        String label = "";
        reader.beginObject();
        while (reader.hasNext()) {
            switch (reader.nextName()) {
                case "start" -> start = number(reader);
                case "length" -> length = number(reader);
                case "presence" -> label = reader.nextString();
                default -> reader.skipValue();
            }
        }
        reader.endObject();
        if (!StoredMemoryBuilder.isValid(start, length)) {
            throw new IllegalStateException("hole %d: start 0x%x, length 0x%x".formatted(count, start, length));
        }
        if (++count > MOST_HOLES) {
            throw new IllegalStateException("more than %d holes".formatted(MOST_HOLES));
        }
        memory.hole(start, length, presence(label));
    }

    private static long number(JsonReader reader) throws IOException {
        String text = reader.nextString().strip().toLowerCase(Locale.ROOT);
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }

    /** An unknown value still means that the memory is absent. */
    private static Presence presence(String label) {
        return Arrays.stream(Presence.values())
                .filter(p -> p != Presence.PRESENT && p.label().equals(label))
                .findFirst()
                .orElse(Presence.NOT_IN_DUMP);
    }
}
