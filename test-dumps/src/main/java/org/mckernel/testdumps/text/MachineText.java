package org.mckernel.testdumps.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mckernel.testdumps.memory.SimulatedMemory;

/**
 * Reads a machine's memory from text, one statement per line:
 *
 * <pre>
 * page-size 4096                  first statement; 4096 if left out
 * ram 0x0 64M                     RAM; needed before anything is put there
 * text 0x1000 "hello\n"           characters; escapes \n \t \0 \" \\
 * bytes 0x2000 de ad be ef        hexadecimal
 * u32 0x3000 1 0xff               little-endian integers; u64 likewise
 * fill 0x4000 2 pages 0xa5        one byte, over and over
 * noise 0x200000 1M seed 7        bytes of {@link #noise}
 * zero 0x5000 1 page              written, as zeros
 * exclude 0x3000 2 pages          RAM that does not go into dumps
 * # a comment, anywhere outside quotes
 * </pre>
 *
 * Numbers are decimal or 0x hexadecimal. Sizes take K, M, G or T (powers of 1024), or are followed by {@code page(s)}.
 * Anything else is an error that names the line.
 */
public final class MachineText {
    private static final Pattern TOKEN = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|#.*|[^\\s\"#]+");
    private static final Pattern SIZE = Pattern.compile("(0x[0-9a-fA-F]+|[0-9]+)([KMGT]?)");
    /** Statements that write hold their bytes in the heap. */
    private static final long MOST_WRITTEN = 256L << 20;

    private final int pageSize;
    private final SimulatedMemory memory;

    private MachineText(int pageSize) {
        this.pageSize = pageSize;
        this.memory = new SimulatedMemory(pageSize);
    }

    /**
     * The memory the text describes.
     *
     * @throws IllegalArgumentException with the line's number, if the text is wrong
     */
    public static SimulatedMemory parse(String text) {
        MachineText machine = null;
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            try {
                Words words = new Words(line);
                if (words.atEnd()) {
                    continue;
                }
                String keyword = words.next("keyword");
                if (keyword.equals("page-size") && machine == null) {
                    machine = new MachineText(pageSize(words));
                } else {
                    machine = machine == null ? new MachineText(4096) : machine;
                    machine.statement(keyword, words);
                }
                words.requireEnd();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line %d: %s".formatted(number, e.getMessage()), e);
            }
        }
        return machine == null ? new SimulatedMemory(4096) : machine.memory;
    }

    /** Bytes that do not compress, always the same for a seed: {@code new Random(seed).nextBytes}. */
    public static byte[] noise(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private void statement(String keyword, Words words) {
        switch (keyword) {
            case "ram" -> memory.ram(words.number(), size(words));
            case "exclude" -> memory.fate(words.number(), size(words), SimulatedMemory.Fate.EXCLUDED);
            case "text" -> memory.write(words.number(), words.quoted());
            case "bytes" -> bytes(words);
            case "u32" -> integers(words, 4);
            case "u64" -> integers(words, 8);
            case "zero" -> memory.write(words.number(), new byte[written(words)]);
            case "fill" -> fill(words);
            case "noise" -> noise(words);
            case "page-size" -> throw new IllegalArgumentException("page-size must be the first statement");
            default -> throw new IllegalArgumentException("unknown keyword '%s'".formatted(keyword));
        }
    }

    private void bytes(Words words) {
        long at = words.number();
        do {
            String word = words.next("byte");
            if (!word.matches("[0-9a-fA-F]{2}")) {
                throw new IllegalArgumentException("'%s' is not a byte of two hexadecimal digits".formatted(word));
            }
            memory.write(at++, (byte) Integer.parseInt(word, 16));
        } while (!words.atEnd());
    }

    private void integers(Words words, int size) {
        long at = words.number();
        do {
            long value = words.number();
            if (size == 8) {
                memory.writeLongs(at, value);
            } else if (value >>> 32 == 0) {
                memory.writeInts(at, (int) value);
            } else {
                throw new IllegalArgumentException("0x%x does not fit 32 bits".formatted(value));
            }
            at += size;
        } while (!words.atEnd());
    }

    private void fill(Words words) {
        long at = words.number();
        byte[] bytes = new byte[written(words)];
        long value = words.number();
        if (value >>> 8 != 0) {
            throw new IllegalArgumentException("0x%x does not fit a byte".formatted(value));
        }
        Arrays.fill(bytes, (byte) value);
        memory.write(at, bytes);
    }

    private void noise(Words words) {
        long at = words.number();
        int length = written(words);
        words.require("seed");
        memory.write(at, noise(words.number(), length));
    }

    private static int pageSize(Words words) {
        long size = words.number();
        if (size < 512 || size > 1 << 20 || Long.bitCount(size) != 1) {
            throw new IllegalArgumentException("page size %d is not a power of two in 512 to 1M".formatted(size));
        }
        return (int) size;
    }

    private int written(Words words) {
        long size = size(words);
        if (size > MOST_WRITTEN) {
            throw new IllegalArgumentException("%d bytes are more than may be written at once".formatted(size));
        }
        return (int) size;
    }

    private long size(Words words) {
        String word = words.next("size");
        Matcher matcher = SIZE.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is not a size".formatted(word));
        }
        long size = Words.number(matcher.group(1));
        long unit = 1L << (10 * " KMGT".indexOf(matcher.group(2).isEmpty() ? " " : matcher.group(2)));
        if (words.skip("page") || words.skip("pages")) {
            unit *= pageSize;
        }
        if (size <= 0 || size > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("size '%s' is out of range".formatted(word));
        }
        return size * unit;
    }

    /** The words of a line. */
    private static final class Words {
        private final Matcher matcher;
        private String word;

        Words(String line) {
            String rest = TOKEN.matcher(line).replaceAll("").strip();
            if (!rest.isEmpty()) {
                throw new IllegalArgumentException("cannot read '%s'".formatted(rest));
            }
            matcher = TOKEN.matcher(line);
            advance();
        }

        private void advance() {
            word = matcher.find() && !matcher.group().startsWith("#") ? matcher.group() : null;
        }

        boolean atEnd() {
            return word == null;
        }

        String next(String what) {
            if (word == null) {
                throw new IllegalArgumentException("a %s is missing".formatted(what));
            }
            String result = word;
            advance();
            return result;
        }

        boolean skip(String expected) {
            boolean here = expected.equals(word);
            if (here) {
                advance();
            }
            return here;
        }

        void require(String expected) {
            if (!skip(expected)) {
                throw new IllegalArgumentException("'%s' expected, found '%s'".formatted(expected, word));
            }
        }

        void requireEnd() {
            if (word != null) {
                throw new IllegalArgumentException("'%s' is too much".formatted(word));
            }
        }

        long number() {
            return number(next("number"));
        }

        static long number(String text) {
            try {
                String lower = text.toLowerCase(Locale.ROOT);
                return lower.startsWith("0x")
                        ? Long.parseUnsignedLong(lower, 2, lower.length(), 16)
                        : Long.parseLong(lower);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'%s' is not a number".formatted(text), e);
            }
        }

        byte[] quoted() {
            String quoted = next("text");
            if (!quoted.startsWith("\"")) {
                throw new IllegalArgumentException("'%s' is not in double quotes".formatted(quoted));
            }
            StringBuilder plain = new StringBuilder();
            for (int i = 1; i < quoted.length() - 1; i++) {
                char c = quoted.charAt(i);
                plain.append(c == '\\' ? escape(quoted.charAt(++i)) : c);
            }
            return plain.toString().getBytes(StandardCharsets.UTF_8);
        }

        private static char escape(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case '0' -> '\0';
                case '"', '\\' -> c;
                default -> throw new IllegalArgumentException("unknown escape '\\%s'".formatted(c));
            };
        }
    }
}
