package org.mckernel.eclair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Where a section of an ELF64 file is. */
public final class ImageSection {
    private ImageSection() {}

    /** Its offset in the file and its length. */
    public static long[] of(Path image, String name) throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(image)).order(ByteOrder.LITTLE_ENDIAN);
        long table = file.getLong(40);
        int count = file.getShort(60);
        long names = file.getLong((int) table + 64 * file.getShort(62) + 24);
        for (int i = 0; i < count; i++) {
            int entry = (int) table + 64 * i;
            byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
            byte[] found = new byte[wanted.length];
            file.get((int) names + file.getInt(entry), found);
            if (Arrays.equals(wanted, found)) {
                return new long[] {file.getLong(entry + 24), file.getLong(entry + 32)};
            }
        }
        throw new AssertionError(image + " has no section " + name);
    }
}
