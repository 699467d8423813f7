package org.mckernel.dump.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.AbsentMemoryException;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;

class VirtualMemoryTest {
    /** Pages of 16 bytes; virtual pages 0, 1, 2 are physical 2, 0, 5 (5 is absent), and from 3 on none is mapped. */
    private static final AddressSpace SPACE = virtual -> {
        long[] pages = {0x20, 0, 0x50};
        if (virtual < 0 || virtual >= 0x30) {
            throw new UnmappedAddressException(virtual, "no page");
        }
        return new AddressSpace.Translation(pages[(int) virtual / 16] + virtual % 16, 16 - virtual % 16);
    };

    private final PhysicalMemory physical = new StoredMemoryBuilder()
            .stored(0, 0x30, 0)
            .absent(0x50, 4, Presence.EXCLUDED)
            .build(ascending(), 16);
    private final VirtualMemory memory = new VirtualMemory(physical, SPACE);

    private static TestSource ascending() {
        byte[] bytes = new byte[0x30];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 0x80);
        }
        return TestSource.of(bytes);
    }

    @Test
    void readsEachWidthAcrossPages() throws Exception {
        assertThat(memory.u16(0)).isEqualTo(0xa1a0);
        assertThat(memory.u16(15)).isEqualTo(0x80af);
        assertThat(memory.i32(14)).isEqualTo(0x8180afae);
        assertThat(memory.i64(12)).isEqualTo(0x8382_8180_afae_adacL);
        assertThat(memory.words(8, 2)).containsExactly(0xafae_adac_abaa_a9a8L, 0x8786_8584_8382_8180L);
        assertThat(memory.words(0, 0)).isEmpty();
        assertThat(memory.bytes(15, 2).toArray(ValueLayout.JAVA_BYTE)).containsExactly(0xaf, 0x80);
        assertThat(memory.bytes(0x1000, 0).byteSize()).as("nothing asked").isZero();
        assertThat(memory.space()).isSameAs(SPACE);
    }

    @Test
    void endsTextBeforeItsFirstNul() throws Exception {
        PhysicalMemory text = new StoredMemoryBuilder()
                .stored(0, 6, 0)
                .build(TestSource.of((byte) 'a', (byte) 0xe9, (byte) 0, (byte) 'c', (byte) 'd', (byte) 'e'), 16);
        VirtualMemory direct = new VirtualMemory(text, v -> new AddressSpace.Translation(v, 100));

        assertThat(direct.text(0, 6)).isEqualTo("aé");
        assertThat(direct.text(3, 3)).isEqualTo("cde");
        assertThat(direct.text(2, 1)).isEmpty();
        assertThatThrownBy(() -> direct.text(3, 4)).isInstanceOf(AbsentMemoryException.class);
    }

    @Test
    void namesThePhysicalAddressThatIsAbsent() {
        assertThatThrownBy(() -> memory.i64(0x1c)).isInstanceOfSatisfying(AbsentMemoryException.class, e -> {
            assertThat(e.address()).isEqualTo(0x50);
            assertThat(e.presence()).isEqualTo(Presence.EXCLUDED);
        });
        VirtualMemory shifted = new VirtualMemory(physical, v -> new AddressSpace.Translation(v + 0x28, 1000));
        assertThatThrownBy(() -> shifted.bytes(4, 8))
                .as("four bytes of it are there")
                .hasMessage("physical address 0x30 is not in dump");
    }

    @Test
    void namesTheVirtualAddressThatIsNotMapped() {
        assertThatThrownBy(() -> memory.i64(-4))
                .isInstanceOfSatisfying(
                        UnmappedAddressException.class,
                        e -> assertThat(e.address()).isEqualTo(-4))
                .hasMessage("virtual address 0xfffffffffffffffc is not mapped: no page");
        VirtualMemory present = new VirtualMemory(physical, v -> {
            if (v >= 20) {
                throw new UnmappedAddressException(v, "no page");
            }
            return new AddressSpace.Translation(v, 20 - v);
        });
        assertThatThrownBy(() -> present.i64(16)).hasMessage("virtual address 0x14 is not mapped: no page");
    }

    @Test
    void endsWhenTheThreadWasInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> memory.u16(0)).isInstanceOf(CancellationException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void tellsWhyABriefReadHasNoBytes() {
        assertThat(ReadResult.at(memory, 15, 2).bytes()).hasValue(new byte[] {(byte) 0xaf, (byte) 0x80});
        assertThat(ReadResult.at(memory, 15, 2).why()).isEmpty();
        assertThat(ReadResult.at(memory, 0x20, 2).bytes()).isEmpty();
        assertThat(ReadResult.at(memory, 0x20, 2).why()).isEqualTo("excluded");
        assertThat(ReadResult.at(memory, 0x30, 2).bytes()).isEmpty();
        assertThat(ReadResult.at(memory, 0x30, 2).why()).isEqualTo("not mapped");
    }
}
