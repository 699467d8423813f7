package org.mckernel.eclair;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.mckernel.dump.symbol.KernelImage;
import org.mckernel.testdumps.fixture.PracticeCapture;

/** Changes memory in a copy of the practice kernel's capture, to make faults that the kernel does not have. */
public final class CapturePatch {
    /** What the image's first address has in Linux's direct map. */
    private static final long IMAGE = 0xffff_8880_0420_0000L;

    private static final long LINKED = 0xffff_ffff_fe80_0000L;

    private CapturePatch() {}

    /** The place in Linux's direct map of a variable in the image. */
    public static long ofSymbol(String name) throws IOException {
        try (KernelImage image = KernelImage.open(PracticeCapture.IMAGE)) {
            return image.symbols().find(name).orElseThrow().value() - LINKED + IMAGE;
        }
    }

    /** The capture is an ELF vmcore; a page of Linux's direct map is where its first segment that holds it says. */
    public static void write(Path file, long virtual, long value) throws IOException {
        long physical = virtual - 0xffff_8880_0000_0000L;
        try (RandomAccessFile elf = new RandomAccessFile(file.toFile(), "rw")) {
            long table = le64(elf, 32);
            int count = Short.toUnsignedInt(Short.reverseBytes(short16(elf, 56)));
            for (int i = 0; i < count; i++) {
                long entry = table + 56L * i;
                long start = le64(elf, entry + 24);
                long size = le64(elf, entry + 32);
                boolean load = Long.reverseBytes(le64(elf, entry)) >>> 56 == 1;
                if (load && physical >= start && physical - start < size) {
                    elf.seek(le64(elf, entry + 8) + physical - start);
                    elf.writeLong(Long.reverseBytes(value));
                    return;
                }
            }
        }
        throw new AssertionError("0x%x is in no segment".formatted(physical));
    }

    private static long le64(RandomAccessFile file, long at) throws IOException {
        file.seek(at);
        return Long.reverseBytes(file.readLong());
    }

    private static short short16(RandomAccessFile file, long at) throws IOException {
        file.seek(at);
        return file.readShort();
    }
}
