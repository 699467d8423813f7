package org.mckernel.dump.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.TestSource;

class MemoryReaderTest {
    private static final byte[] BYTES = {(byte) 0x81, 2, 3, (byte) 0x84, 5, 6, 7, (byte) 0x88, 'o', 'k', 0, 'x'};

    private final PhysicalMemory memory = new StoredMemoryBuilder()
            .stored(0x1000, BYTES.length, 0)
            .absent(0x1000 + BYTES.length, 4, Presence.FILTERED)
            .build(TestSource.of(BYTES), 4096);
    private final MemoryReader reader = new MemoryReader(memory);

    @Test
    void readsEachWidth() throws AbsentMemoryException {
        assertThat(reader.i32(0x1000)).isEqualTo(0x84030281);
        assertThat(reader.u32(0x1000)).isEqualTo(0x8403_0281L);
        assertThat(reader.i64(0x1000)).isEqualTo(0x8807_0605_8403_0281L);
        assertThat(reader.bytes(0x1001, 2).toArray(ValueLayout.JAVA_BYTE)).containsExactly(2, 3);
        assertThat(reader.bytes(0x1001, 0).byteSize()).isZero();
        assertThat(reader.memory()).isSameAs(memory);
    }

    @Test
    void endsTextBeforeItsFirstNul() throws AbsentMemoryException {
        assertThat(reader.text(0x1008, 4)).isEqualTo("ok");
        assertThat(reader.text(0x1008, 2)).isEqualTo("ok");
        assertThat(reader.text(0x1008, 1)).isEqualTo("o");
        assertThat(reader.text(0x100a, 2)).isEmpty();
    }

    @Test
    void namesTheFirstAbsentAddressAndWhy() {
        assertThatThrownBy(() -> reader.i64(0x1008))
                .isInstanceOfSatisfying(AbsentMemoryException.class, e -> {
                    assertThat(e.address()).isEqualTo(0x100c);
                    assertThat(e.presence()).isEqualTo(Presence.FILTERED);
                })
                .hasMessage("physical address 0x100c is filtered");
        assertThatThrownBy(() -> reader.i32(0xfff)).hasMessage("physical address 0xfff is not in dump");
        assertThatThrownBy(() -> reader.i32(-4)).hasMessage("physical address 0xfffffffffffffffc is not in dump");
    }

    @Test
    void endsWhenTheThreadWasInterrupted() throws AbsentMemoryException {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> reader.i32(0x1000)).isInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(reader.i32(0x1000)).isEqualTo(0x84030281);
    }
}
