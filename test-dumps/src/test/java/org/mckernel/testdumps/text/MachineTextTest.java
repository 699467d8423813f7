package org.mckernel.testdumps.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mckernel.testdumps.memory.SimulatedMemory;
import org.mckernel.testdumps.memory.SimulatedMemory.Fate;
import org.mckernel.testdumps.memory.SimulatedMemory.Range;

class MachineTextTest {
    @Test
    void readsEveryStatement() {
        SimulatedMemory memory = MachineText.parse("""
            # a small machine
            page-size 4096
            ram 0x0 64M                   # low
            ram 0x100000000 2 pages
            text 0x1000 "he said \\"#1\\"\\n"
            bytes 0x2000 de ad
            u32 0x2010 1 0xff
            u64 0x2020 0xffff888000000000
            fill 0x4000 2 pages 0xa5
            noise 0x200000 8K seed 7
            zero 0x5000 16
            exclude 0x3000 2 pages
            """);
        assertThat(memory.ram()).containsExactly(new Range(0, 64 << 20), new Range(0x100000000L, 0x2000));
        assertThat(memory.read(0x1000, 14)).isEqualTo("he said \"#1\"\n\0".getBytes(StandardCharsets.UTF_8));
        assertThat(memory.read(0x2000, 3)).containsExactly(0xde, 0xad, 0);
        assertThat(memory.read(0x2010, 8)).containsExactly(1, 0, 0, 0, 0xff, 0, 0, 0);
        assertThat(memory.read(0x2020, 8)).containsExactly(0, 0, 0, 0, 0x80, 0x88, 0xff, 0xff);
        assertThat(memory.read(0x4000, 0x1000)).containsOnly(0xa5);
        assertThat(memory.read(0x5000, 17)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa5);
        assertThat(memory.read(0x200000, 8192)).isEqualTo(MachineText.noise(7, 8192));
        assertThat(memory.fateOf(2)).isEqualTo(Fate.DUMPED);
        assertThat(memory.fateOf(4)).isEqualTo(Fate.EXCLUDED);
        assertThat(memory.fateOf(5)).isEqualTo(Fate.DUMPED);
    }

    @Test
    void otherPageSize() {
        assertThat(MachineText.parse("page-size 0x10000\nram 0 1 page").ram()).containsExactly(new Range(0, 65536));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rom 0 1M | unknown keyword 'rom'",
                "ram 0 | a size is missing",
                "ram 0 1X | '1X' is not a size",
                "ram 0 0 | size '0' is out of range",
                "ram 0 9999999T pages | size '9999999T' is out of range",
                "ram zero 1M | 'zero' is not a number",
                "ram 0 1M 2M | '2M' is too much",
                "page-size 4097 | page size 4097 is not a power of two",
                "text 0 hello | 'hello' is not in double quotes",
                "text 0 \"hello | cannot read",
                "text 0 \"\\q\" | unknown escape",
                "bytes 0 1 | '1' is not a byte",
                "fill 0 1 0x100 | does not fit a byte",
                "u32 0 0x100000000 | does not fit 32 bits",
                "noise 0 1 7 | 'seed' expected, found '7'",
                "noise 0 1T seed 7 | more than may be written",
                "bytes 0 11 | pfn 0x0 is not RAM"
            })
    void refusesWhatItDoesNotKnow(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MachineText.parse("# first\n" + line))
                .withMessageStartingWith("line 2: ")
                .withMessageContaining(message);
    }

    @Test
    void pageSizeComesFirst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MachineText.parse("ram 0 1M\npage-size 4096"))
                .withMessage("line 2: page-size must be the first statement");
    }
}
