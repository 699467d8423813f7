package org.mckernel.testdumps.ihk;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Memory of a process that makes a request, by its addresses, as a driver reads and writes it. */
final class CallerMemory {
    private CallerMemory() {}

    /** The text of an old request: its address, its length without the NUL. */
    static String request(long argument) {
        return new String(
                at(word(argument, 0), number(argument, 8)).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    }

    static String string(long address, long room) {
        return at(address, room).getString(0);
    }

    static int write(long address, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, at(address, bytes.length), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return 0;
    }

    static long word(long address, long offset) {
        return at(address, offset + 8).get(ValueLayout.JAVA_LONG, offset);
    }

    static int number(long address, long offset) {
        return at(address, offset + 4).get(ValueLayout.JAVA_INT, offset);
    }

    @SuppressWarnings("restricted") // what a driver does: memory of the caller's by its address
    static MemorySegment at(long address, long size) {
        return MemorySegment.ofAddress(address).reinterpret(size);
    }
}
