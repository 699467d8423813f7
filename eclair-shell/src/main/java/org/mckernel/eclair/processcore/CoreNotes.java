package org.mckernel.eclair.processcore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.CoreRegister;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadStatus;
import org.mckernel.dump.kernel.ThreadView;
import org.mckernel.dump.kernel.memory.AuxiliaryVector;
import org.mckernel.dump.kernel.memory.VmRange;

/**
 * The notes of a process's core file, as Linux writes them: NT_PRSTATUS of each thread, NT_PRPSINFO, NT_AUXV, NT_FILE.
 * (Formats: Linux's {@code elf_prstatus} and {@code elf_prpsinfo} on 64-bit machines, and the man page core(5).)
 * Unknown values, of users and groups for example, are −1.
 */
public final class CoreNotes {
    private static final int PRSTATUS = 1;
    /** Size of an owner's name, CORE or LINUX. */
    private static final int OWNER_SIZE = 8;

    private static final int PRPSINFO = 3;
    private static final int AUXV = 6;
    private static final int FILES = 0x4649_4c45;
    private static final int BEFORE_REGISTERS = 112;
    private static final int AFTER_REGISTERS = 8;
    private static final int PRPSINFO_SIZE = 136;
    private static final int NAME_AT = 40;
    private static final int NAME_SIZE = 16;
    private static final int ARGUMENTS_SIZE = 80;
    private static final int MOST_FILES = 1 << 16;
    /** State letters by state number. */
    private static final String STATES = "RSDTZ";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Architecture architecture;
    private final ProcessView process;
    private final TreeSet<String> unknown = new TreeSet<>();
    private boolean threadPointers = true;
    private final List<String> kinds = new ArrayList<>();

    /** Initially without notes. */
    public CoreNotes(Architecture architecture, ProcessView process) {
        this.architecture = architecture;
        this.process = process;
    }

    /** Registers that are unknown for some thread: stored as 0. */
    public List<String> unknownRegisters() {
        return List.copyOf(unknown);
    }

    /** Whether every thread so far has its thread pointer register. */
    public boolean threadPointersKnown() {
        return threadPointers;
    }

    /** The kinds of notes, in order, each once. */
    public List<String> kinds() {
        return kinds.stream().distinct().toList();
    }

    /** All notes so far. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] content(ByteBuffer buffer) {
        byte[] all = new byte[buffer.capacity()];
        buffer.get(0, all);
        return all;
    }

    private void note(String kind, int type, ByteBuffer descriptor) {
        note(kind, "CORE", type, descriptor);
    }

    private void note(String kind, String owner, int type, ByteBuffer descriptor) {
        kinds.add(kind);
        bytes.writeBytes(buffer(12)
                .putInt(owner.length() + 1)
                .putInt(descriptor.capacity())
                .putInt(type)
                .array());
        bytes.writeBytes(Arrays.copyOf(owner.getBytes(StandardCharsets.US_ASCII), OWNER_SIZE));
        bytes.writeBytes(content(descriptor));
        bytes.writeBytes(new byte[-descriptor.capacity() & 3]);
    }

    /** A thread with its user-mode registers. */
    public void thread(ThreadView thread, Registers registers) {
        List<CoreRegister> order = architecture.coreRegisters();
        ByteBuffer status = buffer(BEFORE_REGISTERS + 8 * order.size() + AFTER_REGISTERS);
        status.putInt(32, thread.tid().orElse(-1)).putInt(36, process.ppid().orElse(-1));
        status.putInt(40, -1).putInt(44, -1);
        for (int i = 0; i < order.size(); i++) {
            OptionalLong value = registers.get(order.get(i).dwarf());
            if (value.isEmpty()) {
                value = order.get(i).unsavedValue();
            }
            if (value.isEmpty()) {
                unknown.add(order.get(i).name());
            }
            status.putLong(BEFORE_REGISTERS + 8 * i, value.orElse(0));
        }
        note("NT_PRSTATUS", PRSTATUS, status);
        OptionalInt ownNote = architecture.threadPointerNote();
        OptionalLong pointer = registers.get(architecture.threadPointer());
        if (ownNote.isPresent() && pointer.isPresent()) {
            note("thread pointer", "LINUX", ownNote.getAsInt(), buffer(8).putLong(pointer.getAsLong()));
        }
        threadPointers &= pointer.isPresent();
    }

    /**
     * The process: its name and arguments.
     *
     * @param status bits of {@link ThreadStatus} of its first thread, if known
     */
    public void process(OptionalInt status) {
        char letter = status.isEmpty()
                ? '?'
                : switch (ThreadStatus.letters(status.getAsInt())) {
                    case "RU" -> 'R';
                    case "IN" -> 'S';
                    case "UN" -> 'D';
                    case "T" -> 'T';
                    case "Z" -> 'Z';
                    default -> '?';
                };
        ByteBuffer info = buffer(PRPSINFO_SIZE);
        info.put(0, (byte) Math.max(STATES.indexOf(letter), 0)).put(1, (byte) letter);
        info.putInt(16, -1)
                .putInt(20, -1)
                .putInt(24, process.pid().orElse(-1))
                .putInt(28, process.ppid().orElse(-1));
        info.putInt(32, -1).putInt(36, -1);
        text(info, NAME_AT, NAME_SIZE, process.command());
        text(info, NAME_AT + NAME_SIZE, ARGUMENTS_SIZE, String.join(" ", process.commandLine()));
        note("NT_PRPSINFO", PRPSINFO, info);
    }

    /** NUL-terminated, for any length. */
    private static void text(ByteBuffer target, int at, int size, String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        target.put(at, Arrays.copyOf(all, Math.min(all.length, size - 1)));
    }

    /** The auxiliary vector. */
    public void auxiliaryVector(AuxiliaryVector vector) {
        ByteBuffer all = buffer(16 * (vector.entries().size() + 1));
        vector.entries().forEach(e -> all.putLong(e.type()).putLong(e.value()));
        note("NT_AUXV", AUXV, all);
    }

    /** The mapped files. Offsets are in bytes: the page size in the note is 1. */
    public void files(List<VmRange> ranges) {
        List<VmRange> known = ranges.stream()
                .filter(r -> r.file().isPresent())
                .limit(MOST_FILES)
                .toList();
        if (known.isEmpty()) {
            return;
        }
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        ByteBuffer table = buffer(16 + 24 * known.size()).putLong(known.size()).putLong(1);
        for (VmRange range : known) {
            table.putLong(range.start()).putLong(range.end()).putLong(range.fileOffset());
            names.writeBytes(range.file().orElseThrow().getBytes(StandardCharsets.ISO_8859_1));
            names.write(0);
        }
        note(
                "NT_FILE",
                FILES,
                buffer(table.capacity() + names.size()).put(content(table)).put(names.toByteArray()));
    }
}
