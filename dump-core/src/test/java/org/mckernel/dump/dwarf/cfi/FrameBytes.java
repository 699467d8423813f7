package org.mckernel.dump.dwarf.cfi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import org.mckernel.dump.dwarf.unit.DwarfSection;

/** Call frame information written by hand (DWARF 5, 6.4.1; of {@code .eh_frame}: the Linux Standard Base, 10.6). */
final class FrameBytes {
    private static final int WIDE = -1;

    private final boolean eh;
    private final boolean wide;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    FrameBytes(boolean eh, boolean wide) {
        this.eh = eh;
        this.wide = wide;
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] number(long value, int width) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = (byte) (value >> (8 * i));
        }
        return bytes;
    }

    int size() {
        return out.size();
    }

    /** A common part of version 1, factors 1 and −8, return address in column 16; instructions follow. */
    FrameBytes common(String augmentation, byte[] data, int... instructions) {
        return common(1, augmentation, data, instructions);
    }

    FrameBytes common(int version, String augmentation, byte[] data, int... instructions) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(eh ? number(0, 4) : number(-1, wide ? 8 : 4));
        body.write(version);
        body.writeBytes(augmentation.getBytes(US_ASCII));
        body.write(0);
        if (version == 4) {
            body.writeBytes(bytes(8, 0));
        }
        body.writeBytes(bytes(1, 0x78, 16));
        body.writeBytes(data);
        body.writeBytes(bytes(instructions));
        return record(body);
    }

    /** A function of the common part at {@code commonAt}; addresses as 64-bit numbers. */
    FrameBytes function(int commonAt, long start, long length, int... instructions) {
        return function(commonAt, number(start, 8), number(length, 8), instructions);
    }

    FrameBytes function(int commonAt, byte[] start, byte[] length, int... instructions) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int field = out.size() + (wide ? 12 : 4);
        body.writeBytes(eh ? number(field - commonAt, 4) : number(commonAt, wide ? 8 : 4));
        body.writeBytes(start);
        body.writeBytes(length);
        body.writeBytes(bytes(instructions));
        return record(body);
    }

    private FrameBytes record(ByteArrayOutputStream body) {
        if (wide) {
            out.writeBytes(number(WIDE, 4));
        }
        out.writeBytes(number(body.size(), wide ? 8 : 4));
        out.writeBytes(body.toByteArray());
        return this;
    }

    FrameBytes raw(int... values) {
        out.writeBytes(bytes(values));
        return this;
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    DwarfSection bytesOfSection() {
        return new DwarfSection(
                eh ? ".eh_frame" : ".debug_frame", "test", MemorySegment.ofArray(out.toByteArray()), null);
    }

    FrameSection section() {
        return section(0);
    }

    FrameSection section(long address) {
        return new FrameSection(bytesOfSection(), address, eh);
    }
}
