package org.mckernel.dump.format.mckdump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.mckernel.dump.arch.X86_64;
import org.mckernel.dump.bytes.MalformedFileException;
import org.mckernel.dump.bytes.TestSource;
import org.mckernel.dump.elf.ElfFile;
import org.mckernel.dump.elf.ElfHeader;
import org.mckernel.dump.elf.ElfSection;
import org.mckernel.dump.elf.TinyElf;

class MckdumpTest {
    private static TinyElf elf(int machine) {
        return new TinyElf(ElfHeader.RELOCATABLE, machine).section("physmem", 1, 3, 0x4000, new byte[0x1000]);
    }

    private static Mckdump open(TinyElf elf) throws MalformedFileException {
        return MckdumpReader.read(ElfFile.open(TestSource.of(elf.toBytes())));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void showsWhenAndWhereAndByWhomItWasWritten() throws MalformedFileException {
        Mckdump dump = open(elf(0).section("date", 1, 0, 0, text("Thu Mar  3 21:42:35 2016\n"))
                .section("hostname", 1, 0, 0, text("node01"))
                .section("user", 1, 0, 0, text("root\0\0x")));

        assertThat(dump.date()).contains("Thu Mar  3 21:42:35 2016");
        assertThat(dump.host()).contains("node01");
        assertThat(dump.user()).contains("root");
        assertThat(dump.format()).isEqualTo("mckdump A (2015, one section, no chunk table)");
        assertThat(dump.interactive()).isFalse();
        assertThat(dump.vmcoreinfo()).isEmpty();
        assertThat(dump.release()).isEmpty();
        assertThat(dump.filterLevel()).isEmpty();
        assertThat(dump.as(Mckdump.class)).containsSame(dump);
    }

    @Test
    void hasNoTextOfSectionsThatAreNotThere() throws MalformedFileException {
        Mckdump dump = open(elf(0).section("date", ElfSection.NOBITS, 0, 0, text("x")));

        assertThat(dump.date()).isEmpty();
        assertThat(dump.host()).isEmpty();
        assertThat(dump.section("kmsg")).isEmpty();
        assertThat(dump.architecture()).isEmpty();
    }

    @Test
    void refusesTextThatIsTooLong() throws MalformedFileException {
        assertThat(open(elf(0).section("user", 1, 0, 0, new byte[4096])).user()).contains("");
        Mckdump dump = open(elf(0).section("user", 1, 0, 0, new byte[4097]));
        assertThatThrownBy(dump::user)
                .isInstanceOf(MalformedFileException.class)
                .hasMessage("size of section user at offset 4160: expected at most 4096, found 4097");
    }

    @Test
    void givesAnySectionsBytes() throws MalformedFileException {
        Mckdump dump = open(elf(0).section("kmsg", 1, 0, 0, (byte) 1, (byte) 2));

        assertThat(dump.section("kmsg").orElseThrow().toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(1, 2);
        assertThat(dump.chunks()).hasSize(1);
        assertThatThrownBy(() -> dump.chunks().get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void knowsTheProcessorThatTheOldestWriterStored() throws MalformedFileException {
        assertThat(open(elf(62)).architecture()).contains(new X86_64());
    }
}
