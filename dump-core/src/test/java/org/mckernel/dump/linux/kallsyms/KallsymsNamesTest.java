package org.mckernel.dump.linux.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

/** Each token is the character of its number, so names are stored as they are; names begin at BASE + 0x1000. */
class KallsymsNamesTest {
    private static final long BASE = 0xffff_ffff_8000_0000L;
    private static final int NAMES = 0x1000;

    private final StructBuilder names = StructBuilder.littleEndian();
    private int count;
    private long size = 0x8_0000;
    private byte[] markers = {};

    private KallsymsNamesTest name(String name) {
        names.u8(name.length()).bytes(name.getBytes(StandardCharsets.ISO_8859_1));
        count++;
        return this;
    }

    private KallsymsNames walk(int symbols, boolean longLengths, String... wanted) throws LinuxSideException {
        StructBuilder index = StructBuilder.littleEndian();
        StructBuilder texts = StructBuilder.littleEndian();
        for (int token = 0; token < 256; token++) {
            index.u16(2 * token);
            texts.u8(token, 0);
        }
        int end = (NAMES + names.size() + 3) & -4;
        TestSource source = TestSource.ofSize(0x8_0000)
                .with(0, index.toBytes())
                .with(0x400, texts.toBytes())
                .with(NAMES, names.toBytes())
                .with(end, markers);
        KernelMemory memory = new KernelMemory(
                new StoredMemoryBuilder().stored(0, size, 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x8_0000));
        KallsymsTables tables =
                new KallsymsTables(BASE + NAMES, symbols, BASE + 0x400, BASE, 0, false, OptionalLong.empty());
        byte[][] bytes = new byte[wanted.length][];
        for (int i = 0; i < wanted.length; i++) {
            bytes[i] = wanted[i].getBytes(StandardCharsets.ISO_8859_1);
        }
        KallsymsNames walked = new KallsymsNames(memory, tables, new KallsymsTokens(memory, tables), bytes);
        walked.walk(longLengths);
        return walked;
    }

    @Test
    void findsEachSymbolOfAName() throws LinuxSideException {
        name("Tpanic").name("tfoo").name("dpanic").name("Tpanics");
        KallsymsNames walked = walk(count, true, "panic", "foo", "bar");

        assertThat(walked.found(0)).containsExactly(0, 2);
        assertThat(walked.found(1)).containsExactly(1);
        assertThat(walked.found(2)).isEmpty();
        assertThat(walked.formMatters()).isFalse();
        assertThat(walked.marked())
                .as("fewer than 256 symbols have no second marker")
                .isFalse();
        assertThat(walk(2, true, "panic").found(0)).as("no more than there are").containsExactly(0);
    }

    @Test
    void keepsAtMost16SymbolsOfOneName() throws LinuxSideException {
        for (int i = 0; i < 20; i++) {
            name("ta");
        }
        assertThat(walk(count, true, "a").found(0)).hasSize(16).startsWith(0, 1).endsWith(15);
    }

    /** 0x81 0x02: 1 + 2 · 128 = 257 tokens. */
    @Test
    void readsLengthsOfTwoBytes() throws LinuxSideException {
        names.u8(0x81, 2).text("T" + "x".repeat(256));
        name("Tb");
        KallsymsNames walked = walk(2, true, "x".repeat(256), "b");

        assertThat(walked.found(0)).containsExactly(0);
        assertThat(walked.found(1)).containsExactly(1);
        assertThat(walked.formMatters()).isTrue();
    }

    @Test
    void readsLengthsOfOneByteAboveBit7() throws LinuxSideException {
        names.u8(0x81).text("T" + "x".repeat(128));
        name("Tb");
        KallsymsNames walked = walk(2, false, "x".repeat(128), "b");

        assertThat(walked.found(0)).containsExactly(0);
        assertThat(walked.found(1)).containsExactly(1);
        assertThat(walked.formMatters()).isTrue();
    }

    @Test
    void checksTheWalkAgainstTheMarkers() throws LinuxSideException {
        for (int i = 0; i < 300; i++) {
            name("ta");
        }
        markers = StructBuilder.littleEndian().u32(0, 256 * 3, 0, 0).toBytes();
        assertThat(walk(count, true, "a").marked()).isTrue();
        markers = StructBuilder.littleEndian().u32(0, 256 * 3 + 1, 0, 0).toBytes();
        assertThat(walk(count, true, "a").marked()).isFalse();
        markers = StructBuilder.littleEndian().u32(1, 256 * 3, 0, 0).toBytes();
        assertThat(walk(count, true, "a").marked()).isFalse();
    }

    /** 64-bit markers are at a multiple of 8: after 900 bytes of names that is 4 further. */
    @Test
    void knowsMarkersOf64Bits() throws LinuxSideException {
        for (int i = 0; i < 300; i++) {
            name("ta");
        }
        markers = StructBuilder.littleEndian().u32(7).u64(0, 256 * 3, 0).toBytes();
        assertThat(walk(count, true, "a").marked()).isTrue();
    }

    /** More than the window of 64 KiB. */
    @Test
    void readsOnPastOneWindow() throws LinuxSideException {
        for (int i = 0; i < 3000; i++) {
            name("t" + "y".repeat(60) + i);
        }
        name("Tlast");
        markers = StructBuilder.littleEndian()
                .u32(0, 10 * 63 + 90 * 64 + 156 * 65, 0, 0)
                .toBytes();
        KallsymsNames walked = walk(count, true, "last", "y".repeat(60) + 1017);

        assertThat(walked.found(0)).containsExactly(3000);
        assertThat(walked.found(1)).containsExactly(1017);
        assertThat(walked.marked()).isTrue();
    }

    @Test
    void refusesALengthThatNoNameHas() {
        name("Ta");
        names.u8(0);
        assertThatThrownBy(() -> walk(2, true, "a"))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kallsyms_names at 0xffffffff80001004: symbol 1 of 2 has length 0");
        KallsymsNamesTest tooLong = new KallsymsNamesTest();
        tooLong.names.u8(0xff, 7);
        assertThatThrownBy(() -> tooLong.walk(1, true, "a"))
                .hasMessage("kallsyms_names at 0xffffffff80001002: symbol 0 of 1 has length 1023");
    }

    @Test
    void saysWhichNameIsNotInTheDump() {
        name("Ta").name("tb");
        size = NAMES + 5;
        assertThatThrownBy(() -> walk(2, true, "a"))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kernel address 0xffffffff80001005 (physical 0x1005) is not in dump");
        size = NAMES + 3;
        assertThatThrownBy(() -> walk(2, true, "a"))
                .hasMessage("kernel address 0xffffffff80001003 (physical 0x1003) is not in dump");
    }
}
