package org.mckernel.dump.linux.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mckernel.dump.address.AddressSpace;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.linux.memory.KernelMemory;
import org.mckernel.dump.linux.memory.LinuxSideException;
import org.mckernel.dump.memory.StoredMemoryBuilder;
import org.mckernel.testdumps.file.StructBuilder;

/** A symbol table at BASE, its strings at BASE + 0x1000; memory ends at BASE + 0x2000. */
class ModuleSymbolsTest {
    private static final long BASE = 0xffff_ffff_c000_0000L;
    private static final int STRINGS = 0x1000;

    private final TestSource source = TestSource.ofSize(0x2000);

    private ModuleSymbols read(long count, long strings) throws LinuxSideException {
        KernelMemory memory = new KernelMemory(
                new StoredMemoryBuilder().stored(0, 0x2000, 0).build(source, 4096),
                v -> new AddressSpace.Translation(v - BASE, 0x2000));
        return ModuleSymbols.read(memory, BASE, count, BASE + strings);
    }

    private void symbols(Object... namesAndValues) {
        StructBuilder table = StructBuilder.littleEndian().at(24);
        StructBuilder strings = StructBuilder.littleEndian().u8(0);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            table.u32(strings.size()).u8(0x11, 0).u16(1).u64(((Number) namesAndValues[i + 1]).longValue(), 8);
            strings.text((String) namesAndValues[i]).u8(0);
        }
        source.with(0, table.toBytes()).with(STRINGS, strings.toBytes());
    }

    @Test
    void findsAddressesByWholeNames() throws LinuxSideException {
        symbols("dump_page_set_addr", -8, "dump", 16, "dump", 24);
        ModuleSymbols table = read(4, STRINGS);

        assertThat(table.count()).isEqualTo(4);
        assertThat(table.address("dump_page_set_addr")).hasValue(-8);
        assertThat(table.address("dump")).as("the first").hasValue(16);
        assertThat(table.address("dump_page")).as("a beginning").isEmpty();
        assertThat(table.address("page_set_addr")).as("an end").isEmpty();
        assertThat(read(2, STRINGS).address("dump")).as("past the count").isEmpty();
        assertThat(table.plausible()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, (1 << 18) + 1, 0xffff_ffffL})
    void refusesACountThatNoModuleHas(long count) {
        assertThatThrownBy(() -> read(count, STRINGS))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("symbol table of the module at 0xffffffffc0000000: expected 1 to 262144 symbols, found "
                        + count);
    }

    @Test
    void refusesATableThatIsNotInTheDump() {
        assertThatThrownBy(() -> read(1 << 18, STRINGS))
                .isInstanceOf(LinuxSideException.class)
                .hasMessage("kernel address 0xffffffffc0002000 (physical 0x2000) is not in dump");
        symbols("a", 1);
        assertThatThrownBy(() -> read(2, 0x2000))
                .hasMessage("kernel address 0xffffffffc0002000 (physical 0x2000) is not in dump");
    }

    @Test
    void refusesNamesFartherThanAnyModuleHas() {
        symbols("a", 1);
        source.with(24, StructBuilder.littleEndian().u32((16 << 20) + 1).toBytes());
        assertThatThrownBy(() -> read(2, STRINGS))
                .hasMessage("symbol table of the module at 0xffffffffc0000000: "
                        + "a name at 16777217, expected at most 16777216");
    }

    @Test
    void readsNamesUpToTheLastReadableByte() throws LinuxSideException {
        symbols("a", 1);
        source.with(24, StructBuilder.littleEndian().u32(1).toBytes()).with(0x1ffd, (byte) 0, (byte) 'x', (byte) 0);

        assertThat(read(2, 0x1ffd).address("x")).hasValue(1);
        source.with(0x1fff, (byte) 'y');
        assertThat(read(2, 0x1ffd).address("xy")).as("its NUL is not there").isEmpty();
    }

    @Test
    void looksLikeASymbolTableOnlyWithEmptyFirstAndPrintableOtherNames() throws LinuxSideException {
        symbols("a", 1, "\u0001", 2, "\u0002", 3);
        assertThat(read(3, STRINGS).plausible()).as("one of two names").isTrue();
        assertThat(read(4, STRINGS).plausible()).as("one of three").isFalse();
        assertThat(read(1, STRINGS).plausible()).as("no symbol").isFalse();
        for (int at : List.of(0, 5, 23)) {
            TestSource damaged = source.with(at, (byte) 1);
            assertThat(damaged.size()).isPositive();
            assertThat(read(2, STRINGS).plausible())
                    .as("byte %d of the first symbol", at)
                    .isFalse();
            source.with(at, (byte) 0);
        }
        assertThat(read(2, STRINGS).plausible()).isTrue();
        source.with(STRINGS, (byte) 'x');
        assertThat(read(2, STRINGS).plausible()).as("the first name").isFalse();
    }
}
