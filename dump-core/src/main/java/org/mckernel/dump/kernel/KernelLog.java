package org.mckernel.dump.kernel;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.dump.bytes.ByteSource;

/**
 * McKernel's log, {@code struct ihk_kmsg_buf}: a ring of text that ends at {@code tail} and begins at {@code head}.
 * When both are equal the ring has been read; its previous content is still there.
 *
 * @param lines the log, oldest first
 * @param note what limits it, for users
 */
public record KernelLog(List<Line> lines, Optional<String> note) {
    private static final int TAIL = 4;
    private static final int LENGTH = 8;
    private static final int HEAD = 12;
    private static final int MOST_HEADER = 4096;
    private static final Pattern PREFIX = Pattern.compile("\\[ *(-?\\d+)\\]: ?(.*)");

    /**
     * One line.
     *
     * @param cpu the CPU that wrote it; empty before CPUs were known, or where a line has no CPU prefix
     * @param text without the CPU prefix
     * @param raw as stored in the ring
     */
    public record Line(OptionalInt cpu, String text, String raw) {}

    public KernelLog {
        lines = List.copyOf(lines);
    }

    /**
     * Reads a log.
     *
     * @param buffer the whole structure
     * @return empty when it is too small
     */
    public static Optional<KernelLog> of(MemorySegment buffer) {
        if (buffer.byteSize() <= HEAD + 4) {
            return Optional.empty();
        }
        long length = Integer.toUnsignedLong(buffer.get(ByteSource.LE32, LENGTH));
        long text = buffer.byteSize() - length;
        Optional<String> note = Optional.empty();
        // The text begins at 4096, in an early version at 4092; old buffers are larger than header and text together.
        if (length == 0 || text < HEAD + 4) {
            note = Optional.of("its length field says %d, which does not fit its %d bytes; all of it is shown"
                    .formatted(length, buffer.byteSize()));
            text = Math.min(MOST_HEADER, buffer.byteSize() - 1);
            length = buffer.byteSize() - text;
        }
        text = Math.min(text, MOST_HEADER);
        long head = Integer.toUnsignedLong(buffer.get(ByteSource.LE32, HEAD));
        long tail = Integer.toUnsignedLong(buffer.get(ByteSource.LE32, TAIL));
        boolean torn = head >= length || tail >= length;
        if (torn && note.isEmpty()) {
            note = Optional.of("head %d and tail %d are outside the ring of %d bytes; all of it is shown"
                    .formatted(head, tail, length));
        }
        boolean whole = torn || head == tail;
        if (whole && !torn && note.isEmpty()) {
            note = Optional.of("the log has been read (head equals tail); the remaining content of its ring is shown");
        }
        byte[] ring = buffer.asSlice(text, length).toArray(ValueLayout.JAVA_BYTE);
        long start = whole ? (torn ? 0 : tail) : head;
        long count = whole ? length : (tail - head + length) % length;
        return Optional.of(new KernelLog(split(ring, start, count), note));
    }

    /** A log that is already copied from its ring. */
    public static KernelLog ofText(byte[] text) {
        return new KernelLog(split(text, 0, text.length), Optional.empty());
    }

    private static List<Line> split(byte[] ring, long start, long count) {
        List<Line> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (long i = 0; i < count; i++) {
            byte each = ring[(int) ((start + i) % ring.length)];
            if (each == '\n') {
                add(lines, line);
            } else if (each != 0) {
                line.write(each);
            }
        }
        add(lines, line);
        return lines;
    }

    private static void add(List<Line> lines, ByteArrayOutputStream bytes) {
        if (bytes.size() == 0) {
            return;
        }
        String raw = printable(bytes.toString(StandardCharsets.UTF_8));
        bytes.reset();
        Matcher prefix = PREFIX.matcher(raw);
        if (!prefix.matches()) {
            lines.add(new Line(OptionalInt.empty(), raw, raw));
            return;
        }
        int cpu = prefix.group(1).length() > 6 ? -1 : Integer.parseInt(prefix.group(1));
        lines.add(new Line(cpu < 0 ? OptionalInt.empty() : OptionalInt.of(cpu), prefix.group(2), raw));
    }

    /** Replaces control characters, so that a dump cannot control the terminal. */
    private static String printable(String text) {
        return text.codePoints()
                .map(KernelLog::shown)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int shown(int c) {
        boolean control = (c < ' ' && c != '\t') || (c >= 0x7f && c < 0xa0);
        return control ? '\ufffd' : c;
    }
}
