package org.mckernel.dump.linux.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.address.UnmappedAddressException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.memory.PhysicalMemory;
import org.mckernel.dump.memory.Presence;
import org.mckernel.dump.memory.StoredMemoryBuilder;

class KernelMemoryTest {
    private static final long BASE = 0xffff_8000_0000_0000L;
    private final List<Long> asked = new ArrayList<>();

    /** Pages of 16 bytes; three are mapped from BASE on: to 0x20, 0 and 0x50, of which the last is excluded. */
    private final AddressSpace space = virtual -> {
        asked.add(virtual);
        long at = virtual - BASE;
        long[] pages = {0x20, 0, 0x50};
        if (at < 0 || at >= 0x30) {
            throw new UnmappedAddressException(virtual, "no page");
        }
        return new AddressSpace.Translation(pages[(int) at / 16] + at % 16, 16 - at % 16);
    };

    private final KernelMemory memory = new KernelMemory(physical(), space);

    private static PhysicalMemory physical() {
        byte[] bytes = new byte[0x30];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i + 0x80);
        }
        bytes[0x28] = 'o';
        bytes[0x29] = 'k';
        bytes[0x2a] = 0;
        return new StoredMemoryBuilder()
                .stored(0, 0x30, 0)
                .absent(0x50, 16, Presence.EXCLUDED)
                .build(TestSource.of(bytes), 16);
    }

    @Test
    void readsNumbersAcrossPages() throws LinuxSideException {
        assertThat(memory.u32(BASE)).isEqualTo(0xa3a2_a1a0L);
        assertThat(memory.u32(BASE + 14)).isEqualTo(0x8180_afaeL);
        assertThat(memory.i64(BASE + 12)).isEqualTo(0x8382_8180_afae_adacL);
        assertThat(memory.bytes(BASE + 15, 3).toArray(ValueLayout.JAVA_BYTE)).containsExactly(0xaf, 0x80, 0x81);
    }

    @Test
    void translatesOncePerPage() throws LinuxSideException {
        memory.u32(BASE);
        memory.u32(BASE + 4);
        memory.i64(BASE + 8);
        assertThat(asked).containsExactly(BASE);
        memory.u32(BASE + 16);
        assertThat(asked).containsExactly(BASE, BASE + 16);
        memory.u32(BASE);
        assertThat(asked).hasSize(3);
    }

    @Test
    void forgetsATranslationThatFailed() throws LinuxSideException {
        memory.u32(BASE);
        assertThatThrownBy(() -> memory.u32(BASE + 0x40)).isInstanceOf(LinuxSideException.class);
        assertThat(memory.u32(BASE)).isEqualTo(0xa3a2_a1a0L);
    }

    @Test
    void endsTextBeforeItsNulOrTheLimitOrTheLastReadableByte() throws LinuxSideException {
        assertThat(memory.text(BASE + 8, 100)).isEqualTo("ok");
        assertThat(memory.text(BASE + 8, 1)).isEqualTo("o");
        assertThat(memory.text(BASE + 10, 5)).isEmpty();
        assertThat(memory.text(BASE + 0x1e, 100)).isEqualTo("\u008e\u008f");
        assertThatThrownBy(() -> memory.text(BASE + 0x20, 4))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kernel address 0xffff800000000020 (physical 0x50) is excluded");
    }

    @Test
    void readsUpToTheFirstUnreadableByte() {
        byte[] target = new byte[0x40];
        assertThat(memory.read(BASE + 0x1c, MemorySegment.ofArray(target), 0x20))
                .isEqualTo(4);
        assertThat(target).startsWith(0x8c, 0x8d, 0x8e, 0x8f, 0);
        assertThat(memory.read(BASE - 1, MemorySegment.ofArray(target), 4)).isZero();
        assertThat(memory.read(BASE, MemorySegment.ofArray(target), 0)).isZero();
    }

    @Test
    void saysWhyANumberCannotBeRead() {
        assertThatThrownBy(() -> memory.i64(BASE + 0x1c))
                .hasMessage("kernel address 0xffff800000000020 (physical 0x50) is excluded");
        assertThatThrownBy(() -> memory.u32(BASE + 0x30))
                .hasMessage("kernel address 0xffff800000000030: "
                        + "virtual address 0xffff800000000030 is not mapped: no page");
    }

    @Test
    void givesPhysicalAddresses() throws LinuxSideException {
        assertThat(memory.physical(BASE + 4)).isEqualTo(0x24);
        assertThat(memory.physical(BASE + 15)).isEqualTo(0x2f);
        assertThat(memory.physical(BASE + 16)).isZero();
        assertThat(memory.physical(BASE + 0x21)).as("mapped, not in the dump").isEqualTo(0x51);
        assertThatThrownBy(() -> memory.physical(BASE + 0x30)).isInstanceOf(LinuxSideException.class);
    }
}
