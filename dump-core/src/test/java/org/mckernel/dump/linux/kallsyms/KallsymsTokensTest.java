package org.mckernel.dump.linux.kallsyms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

/** Tokens 0 "Tpan", 1 "ic", 2 "T", 3 "panic", 4 "_", all others empty. */
class KallsymsTokensTest {
    private static final long BASE = 0xffff_ffff_8000_0000L;
    private static final int TABLE = 0x400;
    private static final String TEXTS = "Tpan\0ic\0T\0panic\0_\0\0";
    private static final int[] PLACES = {0, 5, 8, 10, 16};

    private static KallsymsTokens tokens(String texts, int[] places, int other, long size) throws LinuxSideException {
        StructBuilder index = StructBuilder.littleEndian();
        for (int i = 0; i < 256; i++) {
            index.u16(i < places.length ? places[i] : other);
        }
        TestSource source = TestSource.ofSize(0x10000)
                .with(0, index.toBytes())
                .with(TABLE, texts.getBytes(StandardCharsets.ISO_8859_1));
        KernelMemory memory = new KernelMemory(
                new StoredMemoryBuilder().stored(0, size, 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x10000));
        return new KallsymsTokens(memory, new KallsymsTables(0, 1, BASE + TABLE, BASE, 0, false, OptionalLong.empty()));
    }

    private static KallsymsTokens tokens() throws LinuxSideException {
        return tokens(TEXTS, PLACES, 18, 0x10000);
    }

    /** The first character is the symbol's type and no part of its name. */
    @ParameterizedTest
    @CsvSource({
        "0001, panic, true",
        "0203, panic, true",
        "00, pan, true",
        "0001, pan, false",
        "00, panic, false",
        "0003, panic, false",
        "0203, panix, false",
        "0204, _, true",
        "02, '', true",
        "0000, panTpan, true",
        "ff0203, panic, true"
    })
    void comparesCompressedNames(String tokens, String name, boolean same) throws LinuxSideException {
        byte[] bytes = HexFormat.of().parseHex("aa" + tokens + "bb");
        assertThat(tokens().matches(bytes, 1, bytes.length - 2, name.getBytes(StandardCharsets.ISO_8859_1)))
                .isEqualTo(same);
    }

    @Test
    void knowsWhichTokensMayBeginAName() throws LinuxSideException {
        byte[][] wanted = {"panic".getBytes(StandardCharsets.ISO_8859_1), "c".getBytes(StandardCharsets.ISO_8859_1)};
        boolean[] possible = tokens().beginningsOf(wanted);

        assertThat(possible).hasSize(256);
        assertThat(possible[0]).as("type T and pan").isTrue();
        assertThat(possible[1]).as("type i and c").isTrue();
        assertThat(possible[2]).as("a type alone").isTrue();
        assertThat(possible[3]).as("type p and anic").isFalse();
        assertThat(possible[4]).as("type _").isTrue();
        assertThat(tokens().beginningsOf(new byte[0][])[2]).isFalse();
    }

    @Test
    void refusesATokenThatDoesNotEnd() {
        String endless = TEXTS.substring(0, 16) + "x".repeat(600);
        assertThatThrownBy(() -> tokens(endless, PLACES, 0, 0x10000))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kallsyms_token_table at 0xffffffff80000400: token 4 does not end");
    }

    @Test
    void readsATableThatEndsBeforeAbsentMemory() throws LinuxSideException {
        assertThat(tokens(TEXTS, PLACES, 18, TABLE + 19)
                        .matches(new byte[] {2, 3}, 0, 2, "panic".getBytes(StandardCharsets.ISO_8859_1)))
                .isTrue();
        assertThatThrownBy(() -> tokens(TEXTS, PLACES, 18, TABLE + 18))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kernel address 0xffffffff80000412 (physical 0x412) is not in dump");
    }
}
