package org.mckernel.testdumps.mckernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.mckernel.testdumps.memory.SimulatedMemory;

class KernelLogWriterTest {
    private final SimulatedMemory memory = new SimulatedMemory(4096).ram(0, 0x10000);

    @Test
    void shortLogStartsAtZero() {
        new KernelLogWriter(16).append("abc").append("de").writeTo(memory, 0x1000);

        assertThat(header()).containsExactly(0, 5, 16, 0);
        assertThat(new String(memory.read(0x2000, 16), US_ASCII)).isEqualTo("abcde" + "\0".repeat(11));
    }

    @Test
    void fullRingWraps() {
        new KernelLogWriter(16).append("0123456789").append("abcdefghij").writeTo(memory, 0x1000);

        // The 20 bytes end at offset 4 and head is one past that: 15 bytes of text are valid.
        assertThat(header()).containsExactly(0, 4, 16, 5);
        assertThat(new String(memory.read(0x2000, 16), US_ASCII)).isEqualTo("ghij456789abcdef");
    }

    @Test
    void consumedLogKeepsItsText() {
        KernelLogWriter log = new KernelLogWriter(16).append("abc").consume().writeTo(memory, 0x1000);

        assertThat(header()).containsExactly(0, 3, 16, 3);
        assertThat(new String(memory.read(0x2000, 3), US_ASCII)).isEqualTo("abc");
        assertThat(log.length()).isEqualTo(4096 + 16);
    }

    private int[] header() {
        int[] words = new int[4];
        ByteBuffer.wrap(memory.read(0x1000, 16))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(words);
        return words;
    }
}
