package org.mckernel.dump.format.mckdump;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/**
 * The ranges of absent memory that the section {@code mckinfo} records: JSON with a member {@code holes}, an array of
 * objects with {@code start} and {@code length} (text, hexadecimal with 0x) and {@code presence} (a
 * {@link Presence#label}). Everything else in it is passed over.
 */
final class RecordedHoles {
    private static final long LONGEST_JSON = 64L << 20;
    private static final int MOST_HOLES = 1 << 20;

    private final StoredMemoryBuilder memory;
    private final List<String> warnings;
    private int count;
    private int odd;

    private RecordedHoles(StoredMemoryBuilder memory, List<String> warnings) {
        this.memory = memory;
        this.warnings = warnings;
    }

    /** Puts the holes into {@code memory}; what cannot be understood becomes a warning. */
    static void read(MemorySegment json, StoredMemoryBuilder memory, List<String> warnings) {
        if (json.byteSize() > LONGEST_JSON) {
            warnings.add("section mckinfo: %d bytes are too many; absent pages that it records read as zeros"
                    .formatted(json.byteSize()));
            return;
        }
        RecordedHoles holes = new RecordedHoles(memory, warnings);
        try (Reader text = new InputStreamReader(new ByteArrayInputStream(json.toArray(ValueLayout.JAVA_BYTE)),
                StandardCharsets.UTF_8); JsonReader reader = new JsonReader(text)) {
            holes.document(reader);
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            warnings.add("section mckinfo: not the JSON expected (%s); absent pages that it records may read as zeros"
                    .formatted(firstLine(e)));
        }
        holes.summarise();
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.getClass().getSimpleName());
    }

    private void document(JsonReader reader) throws IOException {
        reader.beginObject();
        while (reader.hasNext()) {
            if (reader.nextName().equals("holes") && reader.peek() == JsonToken.BEGIN_ARRAY) {
                holes(reader);
            } else {
                reader.skipValue();
            }
        }
    }

    private void holes(JsonReader reader) throws IOException {
        reader.beginArray();
        while (reader.hasNext()) {
            if (reader.peek() == JsonToken.BEGIN_OBJECT) {
                hole(reader);
            } else {
                reader.skipValue();
                odd++;
            }
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
        if (!StoredMemoryBuilder.possible(start, length) || count == MOST_HOLES) {
            odd++;
            return;
        }
        count++;
        memory.hole(start, length, presence(label));
    }

    private static long number(JsonReader reader) throws IOException {
        String text = reader.nextString().strip().toLowerCase(Locale.ROOT);
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }

    /** An unknown word still says that the memory is absent. */
    private static Presence presence(String label) {
        return Arrays.stream(Presence.values()).filter(p -> p != Presence.PRESENT && p.label().equals(label))
                .findFirst().orElse(Presence.NOT_IN_DUMP);
    }

    private void summarise() {
        if (odd > 0) {
            warnings.add("section mckinfo: %d entries of holes make no sense and are passed over".formatted(odd));
        }
    }
}
