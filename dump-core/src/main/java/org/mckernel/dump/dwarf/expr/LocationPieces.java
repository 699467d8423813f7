package org.mckernel.dump.dwarf.expr;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import org.mckernel.dump.address.ReadResult;
import org.mckernel.dump.address.VirtualMemory;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.dwarf.unit.DwarfCursor;

/** Assembles a value from pieces. A missing piece makes the whole value unknown. */
public final class LocationPieces {
    private static final int LARGEST = 1 << 16;

    private final VirtualMemory memory;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private String missing = "";
    private boolean kept;
    private int count;

    LocationPieces(VirtualMemory memory) {
        this.memory = memory;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(VariableValue piece, long size) throws UnknownLocationException {
        if (size < 0 || size > LARGEST - bytes.size()) {
            throw new UnknownLocationException("too large for its location's pieces");
        }
        count++;
        ReadResult content = switch (piece) {
            case VariableValue.Memory place -> ReadResult.at(memory, place.address(), (int) size);
            case VariableValue.Content value -> value.bytes();
        };
        byte[] there = content.bytes().orElse(new byte[0]);
        kept |= content.bytes().isPresent();
        if (there.length < size && missing.isEmpty()) {
            missing = content.bytes().isPresent() ? "optimized out" : content.why();
        }
        bytes.write(there, 0, (int) Math.min(size, there.length));
    }

    VariableValue assembled() {
        return missing.isEmpty()
                ? new VariableValue.Content(ReadResult.of(bytes.toByteArray()))
                : VariableValue.unknown(kept ? "partly " + missing : missing);
    }

    /** A number's bytes, least significant first. */
    public static byte[] bytes(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >> (Byte.SIZE * i));
        }
        return bytes;
    }

    /** The next bytes of an expression. */
    public static byte[] block(DwarfCursor cursor, long length) throws MalformedFileException {
        long start = cursor.position();
        cursor.skip(Math.min(length, LARGEST));
        return cursor.section().slice(start, Math.min(length, LARGEST)).toArray(ValueLayout.JAVA_BYTE);
    }
}
