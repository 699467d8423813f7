package org.mckernel.converter.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** File offset of a physical address in an ELF vmcore, read without the code under test. */
final class PracticeVmcore {
    private static final int PT_LOAD = 1;

    private PracticeVmcore() {}

    static long offsetOf(Path vmcore, long physical) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(vmcore)).order(ByteOrder.LITTLE_ENDIAN);
        int headers = (int) file.getLong(32);
        for (int i = 0; i < file.getShort(56); i++) {
            int at = headers + 56 * i;
            long within = physical - file.getLong(at + 24);
            if (file.getInt(at) == PT_LOAD && within >= 0 && within < file.getLong(at + 32)) {
                return file.getLong(at + 8) + within;
            }
        }
        throw new IllegalArgumentException("no segment holds 0x%x".formatted(physical));
    }
}
