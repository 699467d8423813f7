package org.mckernel.dump.format.elfcore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.bytes.ByteSource;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfSegment;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;

/** One pass over the program headers of a vmcore. */
final class ElfCoreReader {
    /** {@code e_flags} bit 0: makedumpfile could not write everything. */
    private static final int INCOMPLETE = 1;

    private static final long UNKNOWN_ADDRESS = -1;
    /** Some tools write many small note segments; a damaged table could announce millions. */
    private static final int MOST_NOTE_SEGMENTS = 1024;

    private static final long DEFAULT_PAGE_SIZE = 4096;

    private final ElfFile file;
    private final ByteSource source;
    private final StoredMemoryBuilder memory = new StoredMemoryBuilder();
    private final List<String> warnings = new ArrayList<>();
    private CoreNotes notes = CoreNotes.NONE;
    private int noteSegments;
    private int loads;
    private int unknownAddress;
    private int impossible;
    private int oversized;
    private int atZero;
    private boolean virtualDiffers;
    private long firstVirtual;
    private int cut;
    private long lostBytes;
    private long firstLost = Long.MAX_VALUE;
    private long neededEnd;

    private ElfCoreReader(ElfFile file) {
        this.file = file;
        this.source = file.source();
    }

    static ElfCore read(ElfFile file, Architecture architecture) throws MalformedFileException {
        ElfCoreReader reader = new ElfCoreReader(file);
        for (int i = 0; i < file.segmentCount(); i++) {
            reader.take(file.segment(i));
        }
        reader.requireMemory();
        reader.warn();
        long pageSize = reader.pageSize();
        return new ElfCore(architecture, reader.memory.build(file.source(), pageSize), reader.notes, reader.warnings);
    }

    private void take(ElfSegment segment) {
        if (segment.type() == ElfSegment.NOTE && noteSegments++ < MOST_NOTE_SEGMENTS) {
            notes = notes.and(file.notes(segment), warnings);
        } else if (segment.type() == ElfSegment.LOAD && segment.memorySize() != 0) {
            load(segment);
        }
    }

    private void load(ElfSegment segment) {
        long start = segment.physicalAddress();
        long size = segment.memorySize();
        if (loads++ == 0) {
            firstVirtual = segment.virtualAddress();
        }
        virtualDiffers |= segment.virtualAddress() != firstVirtual;
        if (start == UNKNOWN_ADDRESS) {
            unknownAddress++;
            return;
        }
        if (!StoredMemoryBuilder.isValid(start, size)) {
            impossible++;
            return;
        }
        if (start == 0) {
            atZero++;
        }
        if (Long.compareUnsigned(segment.fileSize(), size) > 0) {
            oversized++;
        }
        long announced = Long.compareUnsigned(segment.fileSize(), size) < 0 ? segment.fileSize() : size;
        long held = heldInFile(segment.offset(), announced);
        memory.stored(start, held, segment.offset());
        if (held < announced) {
            memory.absent(start + held, announced - held, Presence.TRUNCATED);
            cut++;
            lostBytes += announced - held;
            firstLost = Math.min(firstLost, start + held);
            long end = segment.offset() + announced;
            neededEnd = segment.offset() < 0 || end < 0 ? Long.MAX_VALUE : Math.max(neededEnd, end);
        }
        memory.absent(start + announced, size - announced, Presence.FILTERED);
    }

    private long heldInFile(long offset, long announced) {
        if (offset < 0 || offset >= source.size()) {
            return 0;
        }
        return Math.min(announced, source.size() - offset);
    }

    private void requireMemory() throws MalformedFileException {
        if (loads == 0) {
            throw MalformedFileException.at(
                    source,
                    file.header().programOffset(),
                    "program headers",
                    "at least one PT_LOAD segment with memory",
                    "none in %d entries".formatted(file.segmentCount()));
        }
        if (unknownAddress == loads) {
            throw MalformedFileException.unsupported(
                    source,
                    "no physical addresses: p_paddr of all %d segments is unknown, as in /proc/kcore".formatted(loads),
                    "take the vmcore of a crash (/proc/vmcore, makedumpfile) or of QEMU's dump-guest-memory");
        }
        if (loads > 1 && atZero == loads && virtualDiffers) {
            throw MalformedFileException.unsupported(
                    source,
                    "no physical addresses: p_paddr of all %d segments is 0, as in a process's core dump"
                            .formatted(loads),
                    "take the vmcore of a crash (/proc/vmcore, makedumpfile) or of QEMU's dump-guest-memory");
        }
        if (unknownAddress + impossible == loads) {
            throw MalformedFileException.at(
                    source,
                    file.header().programOffset(),
                    "program headers",
                    "physical addresses below 2^56",
                    "none in %d segments".formatted(loads));
        }
    }

    private void warn() {
        if ((file.header().flags() & INCOMPLETE) != 0) {
            warnings.add("incomplete: makedumpfile marked this file as incomplete (disk full?); memory may be missing");
        }
        if (cut > 0) {
            String needed = neededEnd == Long.MAX_VALUE ? "an impossible offset" : "offset " + neededEnd;
            warnings.add(("truncated: the file ends at %d, its segments reach to %s: %d bytes of memory in %d segments "
                            + "are lost, the lowest at 0x%x")
                    .formatted(source.size(), needed, lostBytes, cut, firstLost));
        }
        if (unknownAddress > 0) {
            warnings.add("%d of %d segments have no physical address (p_paddr all ones): ignored"
                    .formatted(unknownAddress, loads));
        }
        if (impossible > 0) {
            warnings.add("%d of %d segments have invalid addresses (at or above 2^56): ignored"
                    .formatted(impossible, loads));
        }
        if (oversized > 0) {
            warnings.add("%d of %d segments have more bytes in the file than in memory: the excess is ignored"
                    .formatted(oversized, loads));
        }
        if (noteSegments > MOST_NOTE_SEGMENTS) {
            warnings.add("%d note segments: only the first %d are read".formatted(noteSegments, MOST_NOTE_SEGMENTS));
        }
    }

    private long pageSize() {
        Optional<String> text = notes.vmcoreinfo().flatMap(v -> v.value("PAGESIZE"));
        if (text.isEmpty()) {
            return DEFAULT_PAGE_SIZE;
        }
        return switch (text.get().strip()) {
            case "4096" -> 4096;
            case "16384" -> 16384;
            case "65536" -> 65536;
            default -> {
                warnings.add("VMCOREINFO: PAGESIZE is %s, expected 4096, 16384 or 65536; using 4096"
                        .formatted(printable(text.get())));
                yield DEFAULT_PAGE_SIZE;
            }
        };
    }

    private static String printable(String text) {
        return text.length() > 20 ? text.substring(0, 20) + "..." : text;
    }
}
