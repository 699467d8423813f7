package org.mckernel.dump.linux.kallsyms;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;

/** The 256 strings that kallsyms' names consist of, and the comparison of a compressed name with a plain one. */
final class KallsymsTokens {
    static final int TOKENS = 256;
    private static final int MAX_TEXT = 1 << 16;
    private static final int LAST_TOKEN_LIMIT = 512;

    private final byte[] text;
    private final int[] start = new int[TOKENS];
    private final int[] end = new int[TOKENS];

    KallsymsTokens(KernelMemory memory, KallsymsTables tables) throws LinuxSideException {
        MemorySegment index = memory.bytes(tables.tokenIndex(), 2 * TOKENS);
        int furthest = 0;
        for (int token = 0; token < TOKENS; token++) {
            start[token] = Short.toUnsignedInt(index.get(ByteSource.LE16, 2L * token));
            furthest = Math.max(furthest, start[token]);
        }
        int length = Math.min(furthest + LAST_TOKEN_LIMIT, MAX_TEXT);
        MemorySegment table = MemorySegment.ofArray(new byte[length]);
        int got = memory.read(tables.tokenTable(), table, length);
        if (got <= furthest) {
            throw memory.unreadable(tables.tokenTable() + got);
        }
        text = table.toArray(ValueLayout.JAVA_BYTE);
        for (int token = 0; token < TOKENS; token++) {
            int at = start[token];
            while (at < got && text[at] != 0) {
                at++;
            }
            if (at == got) {
                throw new LinuxSideException(
                        "kallsyms_token_table at 0x%x: token %d does not end".formatted(tables.tokenTable(), token));
            }
            end[token] = at;
        }
    }

    /**
     * For each token, whether a name that begins with it (its first character is the type) can be one of
     * {@code wanted}.
     */
    boolean[] beginningsOf(byte[][] wanted) {
        boolean[] possible = new boolean[TOKENS];
        for (int token = 0; token < TOKENS; token++) {
            for (byte[] name : wanted) {
                possible[token] |= continues(name, -1, token) != Integer.MIN_VALUE;
            }
        }
        return possible;
    }

    /** True if the tokens {@code [from, from + length)} of {@code compressed} are a type character and {@code name}. */
    boolean matches(byte[] compressed, int from, int length, byte[] name) {
        int at = -1;
        for (int i = from; i < from + length; i++) {
            at = continues(name, at, compressed[i] & 0xff);
            if (at == Integer.MIN_VALUE) {
                return false;
            }
        }
        return at == name.length;
    }

    private int continues(byte[] name, int at, int token) {
        int next = at;
        for (int i = start[token]; i < end[token]; i++, next++) {
            if (next >= 0 && (next >= name.length || name[next] != text[i])) {
                return Integer.MIN_VALUE;
            }
        }
        return next;
    }
}
