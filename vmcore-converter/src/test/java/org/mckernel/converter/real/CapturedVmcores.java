package org.mckernel.converter.real;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.mckernel.testdumps.fixture.Arm64Capture;
import org.mckernel.testdumps.fixture.PracticeCapture;

/**
 * A directory of real vmcores made of the captures that come with the sources: QEMU's dumps of the practice kernel on
 * both processors. Which pages a right conversion holds is what that kernel said; their contents are what the ELF file
 * has at their addresses.
 */
final class CapturedVmcores {
    private static final int PAGE = 4096;
    /** Start, from where the machine's memory begins, and length of the chunks that the kernel's loader gives it. */
    private static final int[][] ASSIGNED = {{0x400_0000, 8 << 20}, {0x4a0_0000, 2 << 20}, {0x500_0000, 6 << 20}};

    private CapturedVmcores() {}

    /** Fills an empty directory. */
    static void writeTo(Path directory) throws IOException, NoSuchAlgorithmException {
        write(directory, "x86_64", PracticeCapture.unpack(directory), PracticeCapture.TRUTH, 0);
        write(directory, "arm64", Arm64Capture.unpack(directory), Arm64Capture.TRUTH, Arm64Capture.PHYS_START);
    }

    private static void write(Path directory, String name, Path unpacked, Path said, long memory)
            throws IOException, NoSuchAlgorithmException {
        Path vmcore = Files.move(unpacked, directory.resolve(name + ".elf.vmcore"));
        JsonObject kernel =
                JsonParser.parseString(Files.readString(said)).getAsJsonObject().getAsJsonObject("kernel");
        BitSet pages = pages(kernel, memory);
        List<RealVmcores.Chunk> chunks = new ArrayList<>();
        try (GuestMemory guest = new GuestMemory(vmcore)) {
            for (int start = pages.nextSetBit(0); start >= 0; ) {
                int end = pages.nextClearBit(start);
                byte[] content = guest.bytes((long) start * PAGE, (end - start) * PAGE);
                String digest = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
                chunks.add(new RealVmcores.Chunk((long) start * PAGE, content.length, digest));
                start = pages.nextSetBit(end);
            }
        }
        long base = Long.decode(kernel.get("kernel_base").getAsString());
        Files.writeString(
                directory.resolve(name + ".expected.json"),
                new Gson().toJson(new RealVmcores.Truth(name, base, chunks)));
    }

    /** Numbers of the pages assigned to the kernel, without those that it called user or free. */
    private static BitSet pages(JsonObject kernel, long memory) {
        BitSet pages = new BitSet();
        for (int[] chunk : ASSIGNED) {
            int first = (int) ((memory + chunk[0]) / PAGE);
            pages.set(first, first + chunk[1] / PAGE);
        }
        for (JsonElement element : kernel.getAsJsonArray("pages")) {
            JsonObject run = element.getAsJsonObject();
            int first = (int) (Long.decode(run.get("start").getAsString()) / PAGE);
            pages.clear(first, first + run.get("pages").getAsInt());
        }
        return pages;
    }
}
