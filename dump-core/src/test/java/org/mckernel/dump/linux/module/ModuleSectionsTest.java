package org.mckernel.dump.linux.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

/** A module at BASE whose attributes are at BASE + 0x1000; names at BASE + 0x3000. */
class ModuleSectionsTest {
    private static final long BASE = 0xffff_ffff_c000_0000L;
    private static final SectionLocation COUNTED = new SectionLocation(0x700, true, 16, 32, 0, 56);
    private static final SectionLocation TERMINATED = new SectionLocation(0x700, false, 0, 24, 8, 40);

    private final TestSource source = TestSource.ofSize(0x2_0000);

    private Map<String, Long> read(SectionLocation location) throws LinuxSideException {
        KernelMemory memory = new KernelMemory(
                new StoredMemoryBuilder().stored(0, source.size(), 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x1000));
        return ModuleSections.read(memory, BASE, location);
    }

    private ModuleSectionsTest put(long at, long value) {
        source.with(at, StructBuilder.littleEndian().u64(value).toBytes());
        return this;
    }

    private void names() {
        put(0x700, BASE + 0x1000);
        source.with(
                0x3000,
                StructBuilder.littleEndian().text(".text").u8(0).text(".data").toBytes());
    }

    @Test
    void readsAnArrayWithACount() throws LinuxSideException {
        names();
        put(0x1010, 2).put(0x1020, BASE + 0x3000).put(0x1058, -100);
        put(0x1060, BASE + 0x3006).put(0x1098, -200).put(0x10a0, BASE + 0x3000).put(0x10d8, -300);

        assertThat(read(COUNTED)).containsExactly(Map.entry(".text", -100L), Map.entry(".data", -200L));
        put(0x1010, 0);
        assertThat(read(COUNTED)).isEmpty();
    }

    @Test
    void readsPointersUpToANull() throws LinuxSideException {
        names();
        put(0x1018, BASE + 0x2000)
                .put(0x2000, BASE + 0x4000)
                .put(0x2008, BASE + 0x5000)
                .put(0x2018, BASE + 0x6000);
        put(0x4008, BASE + 0x3006).put(0x4028, -1).put(0x5008, BASE + 0x3000).put(0x5028, -2);

        assertThat(read(TERMINATED)).containsExactly(Map.entry(".data", -1L), Map.entry(".text", -2L));
    }

    @Test
    void believesNoMoreThan4096Sections() {
        names();
        put(0x1010, 4097);
        assertThatThrownBy(() -> read(COUNTED))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("module_sect_attrs at 0xffffffffc0001000: expected at most 4096 sections, found 4097");
        put(0x1018, BASE + 0x8000).put(0x4008, BASE + 0x3000);
        for (int i = 0; i < 4096; i++) {
            put(0x8000 + 8L * i, BASE + 0x4000);
        }
        assertThatThrownBy(() -> read(TERMINATED))
                .hasMessage("module_sect_attrs at 0xffffffffc0001000: expected at most 4096 sections, found more");
    }

    @Test
    void saysWhichAddressIsNotInTheDump() {
        put(0x700, BASE + 0x8_0000);
        assertThatThrownBy(() -> read(COUNTED))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kernel address 0xffffffffc0080010 (physical 0x80010) is not in dump");
    }
}
