package org.mckernel.eclair.processcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.AArch64;
import org.mckernel.dump.arch.Architecture;
import org.mckernel.dump.arch.Registers;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.kernel.ProcessView;
import org.mckernel.dump.kernel.ThreadView;

/** Cases without a capture: a known thread pointer, unknown registers, names that are too long. */
class CoreNotesTest {
    private static final int PRSTATUS_REGISTERS = 20 + 112;
    private static final long POINTER = 0x7fff_1234_5678L;

    private static final ThreadView THREAD = new ThreadView(
            1,
            OptionalInt.of(7),
            OptionalInt.of(5),
            OptionalInt.of(0),
            OptionalInt.of(2),
            OptionalLong.of(2),
            ThreadView.Place.RUN_QUEUE,
            OptionalInt.empty());

    private static ProcessView process(String... arguments) {
        return new ProcessView(
                2, OptionalInt.of(5), OptionalInt.of(1), OptionalInt.of(2), OptionalLong.of(3), List.of(arguments));
    }

    private static CoreNotes notes(Architecture architecture, Map<Integer, Long> registers) {
        CoreNotes notes = new CoreNotes(architecture, process("/bin/x"));
        notes.thread(THREAD, Registers.of(registers));
        return notes;
    }

    private static Map<Integer, Long> all(Architecture architecture) {
        Map<Integer, Long> registers = new HashMap<>();
        architecture.coreRegisters().stream()
                .filter(r -> r.unsavedValue().isEmpty())
                .forEach(r -> registers.put(r.dwarf(), 0x100L + r.dwarf()));
        registers.put(architecture.threadPointer(), POINTER);
        return registers;
    }

    @Test
    void x86ThreadPointerIsInPrstatus() {
        CoreNotes notes = notes(new X86_64(), all(new X86_64()));
        ByteBuffer bytes = ByteBuffer.wrap(notes.bytes()).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(notes.unknownRegisters()).isEmpty();
        assertThat(notes.threadPointersKnown()).isTrue();
        assertThat(bytes.getLong(PRSTATUS_REGISTERS + 8 * 21)).as("fs_base").isEqualTo(POINTER);
        assertThat(bytes.getLong(PRSTATUS_REGISTERS + 8 * 15)).as("orig_rax").isEqualTo(-1);
        assertThat(bytes.getLong(PRSTATUS_REGISTERS + 8 * 22)).as("gs_base").isZero();
    }

    @Test
    void arm64ThreadPointerHasItsOwnNote() {
        CoreNotes notes = notes(new AArch64(), all(new AArch64()));
        ByteBuffer bytes = ByteBuffer.wrap(notes.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int second = 20 + bytes.getInt(4);

        assertThat(notes.threadPointersKnown()).isTrue();
        assertThat(bytes.getInt(second)).isEqualTo("LINUX".length() + 1);
        assertThat(bytes.getInt(second + 8)).isEqualTo(0x401);
        assertThat(bytes.getLong(second + 20)).isEqualTo(POINTER);
        assertThat(notes.bytes()).hasSize(second + 28);
    }

    @Test
    void reportsUnknownRegisters() {
        for (Architecture architecture : Architecture.all()) {
            Map<Integer, Long> registers = all(architecture);
            registers.remove(architecture.registers().framePointer());
            registers.remove(architecture.threadPointer());
            CoreNotes notes = notes(architecture, registers);

            assertThat(notes.unknownRegisters()).containsAnyOf("rbp", "x29").doesNotContain("rax", "x0");
            assertThat(notes.threadPointersKnown()).isFalse();
        }
    }

    @Test
    void truncatesLongNames() {
        CoreNotes notes = new CoreNotes(new X86_64(), process("/opt/" + "a".repeat(100), "b".repeat(100)));
        notes.process(OptionalInt.of(2));
        byte[] bytes = notes.bytes();

        assertThat(bytes).hasSize(20 + 136);
        assertThat(bytes[20 + 1]).isEqualTo((byte) 'S');
        assertThat(new String(bytes, 20 + 40, 16, StandardCharsets.US_ASCII)).isEqualTo("a".repeat(15) + "\0");
        assertThat(bytes[20 + 135]).isZero();
        assertThat(bytes[20 + 134]).isEqualTo((byte) 'a');
    }
}
