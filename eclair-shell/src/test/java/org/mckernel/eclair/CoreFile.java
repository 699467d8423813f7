package org.mckernel.eclair;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a process's core file, apart from the code that wrote it. */
public record CoreFile(List<Segment> segments, List<Note> notes) {
    public record Segment(long virtual, long fileSize, long memorySize, int flags, ByteBuffer bytes) {}

    public record Note(int type, ByteBuffer descriptor) {}

    public static CoreFile read(Path file) throws IOException {
        ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) elf.getLong(32);
        int count = Short.toUnsignedInt(elf.getShort(56));
        if (count == 0xffff) {
            count = elf.getInt((int) elf.getLong(40) + 44);
        }
        List<Segment> segments = new ArrayList<>();
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = table + 56 * i;
            int offset = (int) elf.getLong(at + 8);
            byte[] bytes = new byte[(int) elf.getLong(at + 32)];
            elf.get(offset, bytes);
            if (elf.getInt(at) == 1) {
                segments.add(new Segment(
                        elf.getLong(at + 16),
                        bytes.length,
                        elf.getLong(at + 40),
                        elf.getInt(at + 4),
                        ByteBuffer.wrap(bytes)));
            } else {
                notes(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), notes);
            }
        }
        return new CoreFile(segments, notes);
    }

    private static void notes(ByteBuffer all, List<Note> notes) {
        for (int at = 0; at < all.capacity(); ) {
            int name = (all.getInt(at) + 3) & -4;
            int size = all.getInt(at + 4);
            notes.add(
                    new Note(all.getInt(at + 8), all.slice(at + 12 + name, size).order(ByteOrder.LITTLE_ENDIAN)));
            at += 12 + name + ((size + 3) & -4);
        }
    }

    public List<ByteBuffer> notes(int type) {
        return notes.stream()
                .filter(n -> n.type() == type)
                .map(Note::descriptor)
                .toList();
    }

    /** The byte at an address; empty where no segment has it. After a segment's bytes there are zeros. */
    public Optional<Byte> at(long virtual) {
        for (Segment segment : segments) {
            long into = virtual - segment.virtual();
            if (into >= 0 && into < segment.memorySize()) {
                return Optional.of(into < segment.fileSize() ? segment.bytes().get((int) into) : 0);
            }
        }
        return Optional.empty();
    }

    /** A register of x86_64 in NT_PRSTATUS, by its place in the order that Linux has. */
    public static long register(ByteBuffer status, String name) {
        List<String> order = List.of(
                "r15",
                "r14",
                "r13",
                "r12",
                "rbp",
                "rbx",
                "r11",
                "r10",
                "r9",
                "r8",
                "rax",
                "rcx",
                "rdx",
                "rsi",
                "rdi",
                "orig_rax",
                "rip",
                "cs",
                "eflags",
                "rsp",
                "ss",
                "fs_base",
                "gs_base",
                "ds",
                "es",
                "fs",
                "gs");
        return status.getLong(112 + 8 * order.indexOf(name));
    }
}
